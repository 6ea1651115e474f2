using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>
/// The queues of one namespace, run by this process and kept in one table: what is acknowledged is stored. In memory is an
/// index, rebuilt at the start; locks are in memory only, so a message that a killed process held is delivered again at once.
/// </summary>
internal sealed class ServiceBusBroker : IAsyncDisposable
{
    private readonly string _namespace;
    private readonly BrokerLease _lease;
    private readonly BrokerAlarms _alarms;
    private readonly Dictionary<string, BrokerQueue> _queues;

    private ServiceBusBroker(string name, BrokerLease lease, BrokerAlarms alarms, Dictionary<string, BrokerQueue> queues)
    {
        _namespace = name;
        _lease = lease;
        _alarms = alarms;
        _queues = queues;
    }

    /// <summary>Takes the namespace for this process and reads what it holds.</summary>
    /// <exception cref="InvalidDataException">The file that declares the queues cannot be read.</exception>
    /// <exception cref="ServiceBusException">Another process has the namespace.</exception>
    public static async Task<ServiceBusBroker> OpenAsync(BrokerSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var topology = BrokerTopology.Read(settings.TopologyFile);
        var table = new TableClient(settings.StorageConnectionString, settings.TableName);
        await table.CreateIfNotExistsAsync(cancellationToken);
        var lease = await BrokerLease.AcquireAsync(table, time, cancellationToken);
        var alarms = new BrokerAlarms(time);
        try
        {
            var queues = new Dictionary<string, BrokerQueue>(StringComparer.OrdinalIgnoreCase);
            foreach (var declared in topology)
            {
                var queue = new BrokerQueue(declared, new BrokerWriter(table, lease, declared.Name), alarms, time);
                await queue.LoadAsync(table, cancellationToken);
                if (!queues.TryAdd(declared.Name, queue))
                {
                    throw new InvalidDataException($"{settings.TopologyFile}: the queue '{declared.Name}' is declared twice.");
                }
            }

            return new ServiceBusBroker(settings.Namespace, lease, alarms, queues);
        }
        catch
        {
            await alarms.DisposeAsync();
            await lease.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="ServiceBusException">It is not declared (MessagingEntityNotFound).</exception>
    public BrokerQueue Queue(string name) => _queues.TryGetValue(name, out var queue)
        ? queue
        : throw new ServiceBusException(
            $"The messaging entity '{_namespace}/{name}' could not be found. Declare it in {BrokerSettings.TopologyFileName}.",
            ServiceBusFailureReason.MessagingEntityNotFound,
            name);

    /// <summary>Where it tells what nobody asked for by a call.</summary>
    public void LogTo(ILogger logger)
    {
        foreach (var queue in _queues.Values)
        {
            queue.Logger = logger ?? NullLogger.Instance;
        }
    }

    /// <summary>Ends every wait, writes what is asked, and gives the namespace up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _alarms.DisposeAsync();
        foreach (var queue in _queues.Values)
        {
            await queue.DisposeAsync();
        }

        await _lease.DisposeAsync();
    }
}
