using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Alerts behind the wire.</summary>
internal sealed class SimulatedAlertRows(Wire wire, IAlertRows rows, Promises promises) : IAlertRows
{
    public Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken) =>
        wire.TableAsync(
            "open alert",
            alert.Notice.Key.ToString(),
            () =>
            {
                promises.OnText("an alert", $"{alert.Notice.Subject} {alert.Notice.Detail}");
                return rows.TryOpenAsync(alert, cancellationToken);
            }
        );

    public Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken) =>
        wire.TableAsync("find alert", key.ToString(), () => rows.FindAsync(key, cancellationToken));

    public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
        wire.TableAsync("list alerts", string.Empty, () => rows.ListOpenAsync(cancellationToken));

    public Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken) =>
        wire.TableAsync("save alert", alert.Notice.Key.ToString(), () => rows.TrySaveAsync(alert, cancellationToken));

    public Task CloseAsync(Alert alert, CancellationToken cancellationToken) =>
        wire.TableAsync("close alert", alert.Notice.Key.ToString(), () => rows.CloseAsync(alert, cancellationToken));

    public IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
        rows.RemoveClosedBeforeAsync(day, cancellationToken);
}
