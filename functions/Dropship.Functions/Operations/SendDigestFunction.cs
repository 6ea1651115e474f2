using Dropship.Core.Operations;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Operations;

/// <summary>Sends the daily digest when it is due, by the schedule in the setting <c>ApproverMailSchedule</c>.</summary>
public sealed class SendDigestFunction(DigestService digests, ILogger<SendDigestFunction> logger)
{
    [Function("SendDigest")]
    public async Task RunAsync(
        [TimerTrigger("%ApproverMailSchedule%", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    )
    {
        if (await digests.SendDueAsync(cancellationToken) is { } problem)
        {
            logger.DigestUnsent(problem.ToString());
        }
    }
}
