using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

/// <summary>A warehouse system that writes down what it is told.</summary>
internal sealed class FakeWarehouse : IEventSink
{
    public bool IsOn { get; set; }

    public List<PurchaseEvent> Told { get; } = [];

    /// <summary>What a call ends with in the place of success.</summary>
    public CallProblem? Problem { get; set; }

    public Task<CallResult<Unit>> SendAsync(Order order, PurchaseOrder purchase, PurchaseEvent told, CancellationToken cancellationToken)
    {
        if (Problem is { } problem)
        {
            return Task.FromResult(CallResult.NotSent<Unit>(problem));
        }

        Told.Add(told);
        return Task.FromResult(CallResult.Success(default(Unit)));
    }
}
