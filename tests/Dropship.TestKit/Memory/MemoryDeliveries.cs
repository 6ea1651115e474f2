using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Remembered deliveries in memory.</summary>
public sealed class MemoryDeliveries : IWebhookDeliveries
{
    private readonly HashSet<(string Account, string Id)> _taken = [];

    public DateTimeOffset? RemovedBefore { get; private set; }

    /// <summary>How many go with each step of a removal.</summary>
    public IEnumerable<int> Steps { get; set; } = [];

    public Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken) =>
        Task.FromResult(_taken.Contains((accountId, deliveryId)));

    public Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken) =>
        Task.FromResult(_taken.Add((accountId, deliveryId)));

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken)
    {
        RemovedBefore = takenBefore;
        return Steps.ToAsyncEnumerable();
    }
}
