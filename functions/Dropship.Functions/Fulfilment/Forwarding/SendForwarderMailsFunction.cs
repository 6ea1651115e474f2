using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Fulfilment.Forwarding;

/// <summary>Sends the collected mails to forwarders, by the schedule in the setting <c>ApproverMailSchedule</c>.</summary>
public sealed class SendForwarderMailsFunction(ForwarderMails mails, ILogger<SendForwarderMailsFunction> logger)
{
    [Function("SendForwarderMails")]
    public async Task RunAsync(
        [TimerTrigger("%ApproverMailSchedule%", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    )
    {
        if (await mails.SendDueAsync(cancellationToken) is { } problem)
        {
            logger.ForwarderMailUnsent(problem.ToString());
        }
    }
}
