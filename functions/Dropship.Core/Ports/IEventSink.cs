using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A warehouse system of the seller's that is told what becomes of purchase orders.</summary>
public interface IEventSink
{
    /// <summary>Whether there is one.</summary>
    bool IsOn { get; }

    /// <summary>Tells one event. It may come again: the receiver knows it by its id.</summary>
    Task<CallResult<Unit>> SendAsync(Order order, PurchaseOrder purchase, PurchaseEvent told, CancellationToken cancellationToken);
}
