using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Mails alerts to the team.</summary>
public sealed class AlertMails(IAlerts alerts, IWorkQueues queues, INotices notices, IMailer mailer, OrderListLinks lists, ApprovalOptions options)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMinutes(2);

    /// <summary>Mails one alert. One that is closed or was mailed before is left alone; one that cannot be handed over now is put back for a later try.</summary>
    /// <returns>Why it could not be handed over; null when it was or need not be.</returns>
    public async Task<CallProblem?> SendAsync(string key, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(key, cancellationToken) is not { MailedAt: null, ResolvedAt: null } alert)
        {
            return null;
        }

        foreach (var reader in options.Approvers)
        {
            var sent = await mailer.SendAsync(notices.Alert(alert, reader, lists.IssueTo(reader, alert.RaisedAt).Address), cancellationToken);
            if (!sent.IsSuccess)
            {
                await queues.SendAlertAsync(key, s_retryAfter, cancellationToken);
                return sent.Problem;
            }
        }

        await alerts.MarkMailedAsync(alert, cancellationToken);
        return null;
    }
}
