using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemoryStopSwitch : IStopSwitch
{
    private readonly List<OrderEvent> _history = [];

    public StopState State { get; private set; } = StopState.Untouched;

    /// <summary>Changes a row of the history behind the app's back.</summary>
    public void Forge(int row, Func<OrderEvent, OrderEvent> change) => _history[row] = change(_history[row]);

    public Task<StopState> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(State);

    public Task<StopState> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(State);

    public Task<bool> TrySaveAsync(StopState state, OrderEvent told, CancellationToken cancellationToken)
    {
        if (state.Version != State.Version)
        {
            return Task.FromResult(false);
        }

        _history.Add(told);
        State = state with { Version = _history.Count.ToString(CultureInfo.InvariantCulture) };
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderEvent>>([.. _history]);
}
