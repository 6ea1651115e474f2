using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>The stop switch for all outgoing payments. Its history is an audit chain like an order's.</summary>
public interface IStopSwitch
{
    /// <summary>Its state, at most two seconds old.</summary>
    Task<StopState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Its current state.</summary>
    Task<StopState> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the state and its event in one transaction.</summary>
    /// <returns>False when it was moved since it was loaded.</returns>
    Task<bool> TrySaveAsync(StopState state, OrderEvent told, CancellationToken cancellationToken);

    /// <summary>Its history, oldest event first.</summary>
    Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(CancellationToken cancellationToken);
}
