using Dropship.Core.Operations;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Remembered deliveries in memory.</summary>
internal sealed class SimulatedDeliveries(Wire wire) : IWebhookDeliveries
{
    private readonly HashSet<(string Account, string Id)> _taken = [];

    public Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken) => wire.StoreAsync("was taken", deliveryId, () => _taken.Contains((accountId, deliveryId)));

    public Task<bool> TryTakeAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken) => wire.StoreAsync("take", deliveryId, () => _taken.Add((accountId, deliveryId)));

    public Task ForgetAsync(string accountId, string deliveryId, CancellationToken cancellationToken) => wire.StoreAsync("forget", deliveryId, () => _taken.Remove((accountId, deliveryId)));

    public Task RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken) => throw new NotSupportedException("No run is that long.");

    public Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken) => TryTakeAsync(accountId, deliveryId, topic, cancellationToken);
}
