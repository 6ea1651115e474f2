using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>The one switch that halts all outgoing money. Its history is a chain of its own, like an order's.</summary>
public interface IStopSwitch
{
    /// <summary>How it stands; what was read up to two seconds ago may be given again.</summary>
    Task<StopState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>How it stands now.</summary>
    Task<StopState> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Writes how it stands and the event that tells it, both or none.</summary>
    /// <returns>False when it was moved since it was loaded.</returns>
    Task<bool> TrySaveAsync(StopState state, OrderEvent told, CancellationToken cancellationToken);

    /// <summary>Who set and lifted it, first event first.</summary>
    Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(CancellationToken cancellationToken);
}
