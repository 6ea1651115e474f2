using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Dropship.Functions.Telemetry;
using Dropship.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Operations;

/// <summary>Mails alerts and lists those that are open.</summary>
public sealed class AlertFunctions(
    AlertMails mails,
    IAlerts alerts,
    FailedMessageService failures,
    Texts texts,
    ILogger<AlertFunctions> logger
)
{
    [Function("SendAlert")]
    public Task SendAsync([QueueTrigger(QueueNames.Alerts)] string key, CancellationToken cancellationToken) =>
        failures.WatchAsync(
            QueueNames.Alerts,
            key,
            async () =>
            {
                if (await mails.SendAsync(AlertKey.Parse(key), cancellationToken) is { } problem)
                {
                    logger.AlertUnsent(key, problem.ToString());
                }
            },
            cancellationToken
        );

    /// <summary>Closes an alert that no hold stands behind, for good.</summary>
    [Function("SettleAlert")]
    public Task<IActionResult> SettleAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/alerts/settle")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<AlertSettleInput>(
            request,
            input => input.Check(),
            async input =>
                await alerts.SettleAsync(AlertKey.Parse(input.Key), input.Who, input.Why, cancellationToken)
                    ? Json.Ok(new { settled = true })
                    : Missing.Alert(input.Key),
            cancellationToken
        );

    [Function("ListAlerts")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/alerts")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (new QueryCheck(request).Problems is { Count: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        return Json.Ok(
            new
            {
                alerts = (await alerts.ListOpenAsync(cancellationToken)).Select(alert => new
                {
                    key = alert.Notice.Key.ToString(),
                    code = alert.Notice.Code,
                    subject = alert.Notice.Subject,
                    detail = alert.Notice.Detail,
                    raisedAt = alert.RaisedAt,
                    mailedAt = alert.MailedAt,
                    english = texts.What(Language.English, alert.Notice.Code),
                    chinese = texts.What(Language.Chinese, alert.Notice.Code),
                    actor = HoldReasons.Get(alert.Notice.Code).Actor,
                }),
            }
        );
    }
}
