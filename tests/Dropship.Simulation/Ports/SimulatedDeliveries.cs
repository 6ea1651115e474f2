using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Remembered deliveries in memory.</summary>
internal sealed class SimulatedDeliveries(Wire wire) : IWebhookDeliveries
{
    private readonly HashSet<(string Account, string Id)> _taken = [];

    public Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken) =>
        wire.StoreAsync("was taken", deliveryId, () => _taken.Contains((accountId, deliveryId)));

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No run is that long.");

    public Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken) =>
        wire.StoreAsync("mark taken", deliveryId, () => _taken.Add((accountId, deliveryId)));
}
