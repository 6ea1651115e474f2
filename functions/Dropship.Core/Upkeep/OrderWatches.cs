using Dropship.Core.Operations;

namespace Dropship.Core.Upkeep;

/// <summary>The looks through the open orders that are taken by time.</summary>
public sealed class OrderWatches(ShipByWatch deadlines, WaitWatch waits, LabelDelivery labels, EventDelivery events)
{
    /// <summary>Which orders come near the store's deadline, what waits for too long, which labels forwarders lack, what a warehouse
    /// system is to be told.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> All => [deadlines.LookAsync, waits.LookAsync, labels.LookAsync, events.LookAsync];
}
