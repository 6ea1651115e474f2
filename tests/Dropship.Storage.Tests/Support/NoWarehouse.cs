using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Storage.Tests.Support;

/// <summary>No warehouse system is told anything.</summary>
internal sealed class NoWarehouse : IEventSink
{
    public bool IsOn => false;

    public Task<CallResult<Unit>> SendAsync(Order order, PurchaseOrder purchase, PurchaseEvent told, CancellationToken cancellationToken) =>
        throw new NotSupportedException("It is off.");
}
