using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Tells the team of alerts, by mail and in its groups: one mail tells of all unmailed alerts of the same reason.</summary>
public sealed class AlertMails(
    IAlerts alerts,
    IWorkQueues queues,
    INotices notices,
    IMailer mailer,
    IReadOnlyList<IChatChannel> chats,
    OrderListLinks lists,
    SecondApprovers readers
)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Mails one alert together with the others of its reason. Closed and mailed alerts are skipped. While another message mails them, and
    /// when a mail fails, the message is put back.
    /// </summary>
    /// <returns>Why it could not be handed over; null when it was or need not be.</returns>
    public async Task<CallProblem?> SendAsync(AlertKey key, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(key, cancellationToken) is not { MailedAt: null, ResolvedAt: null } alert)
        {
            return null;
        }

        var waiting = (await alerts.ListOpenAsync(cancellationToken))
            .Where(one => one is { MailedAt: null, ResolvedAt: null } && one.Notice.Code == alert.Notice.Code)
            .OrderBy(one => one.RaisedAt)
            .ThenBy(one => one.Notice.Key.ToString(), StringComparer.Ordinal)
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

        var told = new List<string>();
        if (await TellAsync(waiting, told, cancellationToken) is { } problem)
        {
            // Whoever has it is not told again with those who have not.
            foreach (var one in told.Count > 0 ? waiting : [])
            {
                if (await alerts.FindAsync(one.Notice.Key, cancellationToken) is { } open)
                {
                    await alerts.MarkToldAsync(open, told, cancellationToken);
                }
            }

            await queues.SendAlertAsync(key, s_retryAfter, cancellationToken);
            return problem;
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

    // One that cannot be told keeps none of the others back.
    private async Task<CallProblem?> TellAsync(List<Alert> waiting, List<string> told, CancellationToken cancellationToken)
    {
        CallProblem? first = null;
        var seconds = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var store in waiting.Select(StoreOf).Distinct(StringComparer.Ordinal))
        {
            seconds[store] = (await readers.FindAsync(store.Length == 0 ? null : store, cancellationToken))?.Id;
        }

        foreach (var reader in readers.All)
        {
            var news = waiting
                .Where(one => one.Notice.By != reader.Name && !one.ToldTo.Contains(reader.Id) && !IsLeftForLater(one, reader))
                .ToList();
            if (news.Count > 0)
            {
                Note(
                    reader.Id,
                    await mailer.SendAsync(
                        notices.Alert(news, reader, lists.IssueTo(reader, waiting[0].RaisedAt).Address),
                        cancellationToken
                    )
                );
            }
        }

        foreach (var chat in chats)
        {
            var id = $"chat {chat.Id}";
            var news = waiting.Where(one => !one.ToldTo.Contains(id)).ToList();
            if (news.Count > 0)
            {
                Note(id, await chat.PostAsync(notices.AlertGroup(news, chat.Language), cancellationToken));
            }
        }

        return first;

        // The second person is told later, but for what the only other one did.
        bool IsLeftForLater(Alert alert, Approver reader) =>
            seconds[StoreOf(alert)] == reader.Id && readers.All.Any(other => other.Id != reader.Id && other.Name != alert.Notice.By);

        static string StoreOf(Alert alert) => alert.Notice.Order?.AccountId ?? string.Empty;

        void Note(string id, CallResult<Unit> result)
        {
            if (result.IsSuccess)
            {
                told.Add(id);
            }
            else
            {
                first ??= result.Problem;
            }
        }
    }
}
