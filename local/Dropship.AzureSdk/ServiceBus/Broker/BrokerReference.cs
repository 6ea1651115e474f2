using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>A share in a broker.</summary>
internal sealed class BrokerReference(BrokerRegistry registry, BrokerRegistry.Entry entry) : IAsyncDisposable
{
    private int _released;

    public async ValueTask<ServiceBusBroker> BrokerAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_released != 0, typeof(ServiceBusClient));
        return entry.Broker ?? await entry.OpenAsync(cancellationToken);
    }

    /// <exception cref="ServiceBusException">There is no such queue (MessagingEntityNotFound).</exception>
    public async ValueTask<BrokerQueue> QueueAsync(string name, CancellationToken cancellationToken) => (await BrokerAsync(cancellationToken)).Queue(name);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            await registry.ReleaseAsync(entry);
        }
    }
}
