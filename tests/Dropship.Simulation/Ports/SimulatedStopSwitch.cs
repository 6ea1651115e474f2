using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>The stop switch in memory. As each host keeps what it read last, asking costs no turn.</summary>
internal sealed class SimulatedStopSwitch(Wire wire, Scheduler scheduler) : IStopSwitch
{
    private readonly List<OrderEvent> _history = [];
    private int _version;

    public StopState State { get; private set; } = StopState.Untouched;

    /// <summary>Since when no money may go out, by the world's own clock; null while it may.</summary>
    public DateTimeOffset? StoppedSince { get; private set; }

    public Task<StopState> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(State);

    public Task<StopState> LoadAsync(CancellationToken cancellationToken) => wire.StoreAsync("load switch", string.Empty, () => State);

    public Task<bool> TrySaveAsync(StopState state, OrderEvent told, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "move switch",
            state.IsStopped ? "stop" : "lift",
            () =>
            {
                if (state.Version != State.Version)
                {
                    return false;
                }

                State = state with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
                StoppedSince = state.IsStopped ? scheduler.Now : null;
                _history.Add(told);
                return true;
            }
        );

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(CancellationToken cancellationToken) =>
        wire.StoreAsync("read switch", string.Empty, () => (IReadOnlyList<OrderEvent>)[.. _history]);
}
