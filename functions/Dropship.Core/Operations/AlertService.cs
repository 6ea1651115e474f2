using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Stores alerts, and queues their mails until one is handed over.</summary>
public sealed class AlertService(
    IAlertRows rows,
    IWorkQueues queues,
    PromiseMetrics metrics,
    ApprovalOptions options,
    TeamOptions team,
    TimeProvider time
) : IAlerts
{
    private static readonly TimeSpan s_claimFor = TimeSpan.FromSeconds(90);

    // Apps that offer something after the checkout hold each new order for some minutes and release it themselves.
    private static readonly TimeSpan s_storeHoldsFor = TimeSpan.FromMinutes(30);

    public async Task RaiseAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        if (await rows.TryOpenAsync(new Alert { Notice = notice, RaisedAt = time.GetUtcNow() }, cancellationToken))
        {
            metrics.AlertRaised(notice.Code);
        }
        else if (await rows.FindAsync(notice.Key, cancellationToken) is not { MailedAt: null })
        {
            return;
        }

        await queues.SendAlertAsync(notice.Key, WaitOf(notice), cancellationToken);
    }

    private TimeSpan WaitOf(AlertNotice notice)
    {
        var wait =
            notice.Is(HoldReasons.StoreHold) && options.CollectAlertsFor < s_storeHoldsFor ? s_storeHoldsFor : options.CollectAlertsFor;
        var now = time.GetUtcNow();
        return !HoldReasons.IsUrgent(notice.Code) && team.Quiet?.EndAfter(now + wait) is { } end ? end - now : wait;
    }

    public async Task ResolveAsync(AlertKey key, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(key, cancellationToken) is not { } alert)
        {
            return;
        }

        await rows.CloseAsync(alert with { ResolvedAt = time.GetUtcNow() }, cancellationToken);
        if (alert.Settled is null)
        {
            metrics.AlertClosed(alert.Notice.Code);
        }
    }

    public async Task<bool> SettleAsync(AlertKey key, string who, string why, CancellationToken cancellationToken)
    {
        while (
            await rows.FindAsync(key, cancellationToken) is { } alert
            && (alert.Notice.Is(HoldReasons.ParcelWordUnknown) || alert.Notice.Is(HoldReasons.LabelMissing))
        )
        {
            // Nobody is told of it any more.
            var now = time.GetUtcNow();
            var settled = alert with { Settled = new AlertSettlement(who, why, now), MailedAt = alert.MailedAt ?? now };
            if (alert.Settled is not null)
            {
                return true;
            }

            if (await rows.TrySaveAsync(settled, cancellationToken))
            {
                metrics.AlertClosed(alert.Notice.Code);
                return true;
            }
        }

        return false;
    }

    public async Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
        [.. (await rows.ListOpenAsync(cancellationToken)).Where(alert => alert.Settled is null)];

    public Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken) => rows.FindAsync(key, cancellationToken);

    public async Task<bool> TryClaimAsync(Alert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return !(alert.ClaimedAt + s_claimFor > now) && await rows.TrySaveAsync(alert with { ClaimedAt = now }, cancellationToken);
    }

    public Task MarkToldAsync(Alert alert, IReadOnlyCollection<string> readers, CancellationToken cancellationToken) =>
        rows.TrySaveAsync(alert with { ToldTo = [.. alert.ToldTo.Union(readers, StringComparer.Ordinal)] }, cancellationToken);

    // An alert that was closed meanwhile stays closed.
    public Task MarkMailedAsync(Alert alert, CancellationToken cancellationToken) =>
        rows.TrySaveAsync(alert with { MailedAt = time.GetUtcNow() }, cancellationToken);

    public Task MarkEscalatedAsync(Alert alert, CancellationToken cancellationToken) =>
        rows.TrySaveAsync(alert with { EscalatedAt = time.GetUtcNow() }, cancellationToken);
}
