using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>The stop switch behind the wire. As each host keeps what it read last, asking costs no turn.</summary>
internal sealed class SimulatedStopSwitch(Wire wire, IStopSwitch row, Scheduler scheduler) : IStopSwitch
{
    /// <summary>Since when no money may go out, by the world's own clock; null while it may.</summary>
    public DateTimeOffset? StoppedSince { get; private set; }

    public Task<StopState> ReadAsync(CancellationToken cancellationToken) => row.ReadAsync(cancellationToken);

    public Task<StopState> LoadAsync(CancellationToken cancellationToken) =>
        wire.TableAsync("load switch", string.Empty, () => row.LoadAsync(cancellationToken));

    public Task<bool> TrySaveAsync(StopState state, OrderEvent told, CancellationToken cancellationToken) =>
        wire.TableAsync(
            "move switch",
            state.IsStopped ? "stop" : "lift",
            async () =>
            {
                var isMoved = await row.TrySaveAsync(state, told, cancellationToken);
                if (isMoved)
                {
                    StoppedSince = state.IsStopped ? scheduler.Now : null;
                }

                return isMoved;
            }
        );

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(CancellationToken cancellationToken) =>
        wire.TableAsync("read switch", string.Empty, () => row.ReadEventsAsync(cancellationToken));
}
