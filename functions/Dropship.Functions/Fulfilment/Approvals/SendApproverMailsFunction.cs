using Dropship.Core.Fulfilment.Approvals;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Fulfilment.Approvals;

/// <summary>Sends the collected mails to approvers, by the schedule in the setting <c>ApproverMailSchedule</c>.</summary>
public sealed class SendApproverMailsFunction(CollectedMails mails, ILogger<SendApproverMailsFunction> logger)
{
    [Function("SendApproverMails")]
    public async Task RunAsync(
        [TimerTrigger("%ApproverMailSchedule%", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    )
    {
        if (await mails.SendDueAsync(cancellationToken) is { } problem)
        {
            logger.ApproverMailUnsent(problem.ToString());
        }
    }
}
