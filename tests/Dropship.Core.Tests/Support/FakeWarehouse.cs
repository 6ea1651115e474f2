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

    /// <summary>Awaited at the begin of each call; may throw to stand for a crash.</summary>
    public Func<PurchaseOrder, Task>? OnCall { get; set; }

    public async Task<CallResult<Unit>> SendAsync(
        Order order,
        PurchaseOrder purchase,
        PurchaseEvent told,
        CancellationToken cancellationToken
    )
    {
        await (OnCall?.Invoke(purchase) ?? Task.CompletedTask);
        if (Problem is { } problem)
        {
            return CallResult.NotSent<Unit>(problem);
        }

        Told.Add(told);
        return CallResult.Success(default(Unit));
    }
}
