using Dropship.Core.Ingest;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Ingest;

/// <summary>Has each active store pulled, by the schedule in the setting <c>PullSchedule</c>.</summary>
public sealed class PullStoresFunction(PullScheduler scheduler)
{
    [Function("PullStores")]
    public Task RunAsync([TimerTrigger("%PullSchedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        scheduler.QueueDueAsync(cancellationToken);
}
