using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Tells the second person, once, of alerts that were mailed, or could not be, and whose cause is still there after a
/// while.</summary>
public sealed class AlertEscalation(
    IAlerts alerts,
    SecondApprovers seconds,
    TeamChannels channels,
    OrderListLinks lists,
    ApprovalOptions options,
    TeamOptions team,
    TimeProvider time
)
{
    /// <returns>Why a mail could not be handed over; null when none failed. It is tried again by the next call.</returns>
    public async Task<CallProblem?> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isQuiet = team.Quiet?.EndAfter(now) is not null;
        var due = (await alerts.ListOpenAsync(cancellationToken))
            .Where(alert =>
                alert is { EscalatedAt: null, ResolvedAt: null }
                && ToldAt(alert) + options.EscalateAfterOf(HoldReasons.Get(alert.Notice.Code)) <= now
                && (!isQuiet || HoldReasons.IsUrgent(alert.Notice.Code))
            )
            .OrderBy(alert => alert.RaisedAt)
            .ThenBy(alert => alert.Notice.Key.ToString(), StringComparer.Ordinal);
        CallProblem? first = null;
        foreach (var store in due.GroupBy(alert => alert.Notice.Order?.AccountId, StringComparer.Ordinal))
        {
            if (await seconds.FindAsync(store.Key, cancellationToken) is not { } second)
            {
                continue;
            }

            foreach (var reason in store.GroupBy(alert => alert.Notice.Code, StringComparer.Ordinal))
            {
                // One mailbox that takes nothing keeps nobody else's mail back.
                var problem = await TellAsync([.. reason], second, cancellationToken);
                first ??= problem;
            }
        }

        return first;
    }

    // A mailbox that takes nothing is no reason to tell nobody.
    private static DateTimeOffset? ToldAt(Alert alert) => alert.MailedAt ?? (alert.ClaimedAt is null ? null : alert.RaisedAt);

    private async Task<CallProblem?> TellAsync(IReadOnlyList<Alert> some, Approver second, CancellationToken cancellationToken)
    {
        // Whoever's act raised it knows.
        var news = some.Where(alert => alert.Notice.By != second.Name).ToList();
        if (news.Count > 0)
        {
            var sent = await channels.MailAsync(news, second, lists.IssueTo(second, news[0].RaisedAt), cancellationToken);
            if (!sent.IsSuccess)
            {
                return sent.Problem;
            }
        }

        foreach (var alert in some)
        {
            if (await alerts.FindAsync(alert.Notice.Key, cancellationToken) is { } open && open.RaisedAt == alert.RaisedAt)
            {
                await alerts.MarkEscalatedAsync(open, cancellationToken);
            }
        }

        return null;
    }
}
