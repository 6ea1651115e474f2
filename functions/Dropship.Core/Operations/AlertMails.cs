using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Mails alerts to the team: one mail tells of all unmailed alerts of the same reason.</summary>
public sealed class AlertMails(
    IAlerts alerts,
    IWorkQueues queues,
    INotices notices,
    IMailer mailer,
    OrderListLinks lists,
    ApprovalOptions options
)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Mails one alert together with the others of its reason. Closed and mailed alerts are skipped. While another message mails them, and
    /// when a mail fails, the message is put back.
    /// </summary>
    /// <returns>Why it could not be handed over; null when it was or need not be.</returns>
    public async Task<CallProblem?> SendAsync(string key, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(key, cancellationToken) is not { MailedAt: null, ResolvedAt: null } alert)
        {
            return null;
        }

        var waiting = (await alerts.ListOpenAsync(cancellationToken))
            .Where(one => one is { MailedAt: null, ResolvedAt: null } && one.Notice.Code == alert.Notice.Code)
            .OrderBy(one => one.RaisedAt)
            .ThenBy(one => one.Notice.Key, StringComparer.Ordinal)
            .ToList();
        if (waiting.Count == 0)
        {
            return null;
        }

        // The oldest alert is the lock of its reason: one message mails them all, whichever it is.
        if (!await alerts.TryClaimAsync(waiting[0], cancellationToken))
        {
            await queues.SendAlertAsync(key, s_retryAfter, cancellationToken);
            return null;
        }

        foreach (var reader in options.Approvers)
        {
            var news = waiting.Where(one => one.Notice.By != reader.Name).ToList();
            if (news.Count == 0)
            {
                continue;
            }

            var sent = await mailer.SendAsync(
                notices.Alert(news, reader, lists.IssueTo(reader, waiting[0].RaisedAt).Address),
                cancellationToken
            );
            if (!sent.IsSuccess)
            {
                await queues.SendAlertAsync(key, s_retryAfter, cancellationToken);
                return sent.Problem;
            }
        }

        foreach (var one in waiting)
        {
            if (await alerts.FindAsync(one.Notice.Key, cancellationToken) is { } mailed)
            {
                await alerts.MarkMailedAsync(mailed, cancellationToken);
            }
        }

        return null;
    }
}
