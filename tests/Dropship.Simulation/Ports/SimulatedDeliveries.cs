using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Remembered deliveries behind the wire.</summary>
internal sealed class SimulatedDeliveries(Wire wire, IWebhookDeliveries rows) : IWebhookDeliveries
{
    public Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken) =>
        wire.TableAsync("was taken", deliveryId, () => rows.WasTakenAsync(accountId, deliveryId, cancellationToken));

    public Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken) =>
        wire.TableAsync("mark taken", deliveryId, () => rows.MarkTakenAsync(accountId, deliveryId, topic, cancellationToken));

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken) =>
        rows.RemoveBeforeAsync(takenBefore, cancellationToken);
}
