using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Ends a comparison: keeps its result and tells a person what differed.</summary>
public sealed class ReconciliationReport(IReconciliations reconciliations, IAlerts alerts, PromiseMetrics metrics, TimeProvider time)
{
    // A mail that names so many is enough to begin with; the report has them all.
    private const int NamedGaps = 10;

    /// <summary>Keeps the result and tells it.</summary>
    /// <param name="record">The account's comparisons.</param>
    /// <param name="run">The one that ends.</param>
    /// <param name="name">The account's name, for people.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task EndAsync(ReconciliationRecord record, ReconciliationRun run, string name, CancellationToken cancellationToken)
    {
        var ended = run with { FinishedAt = time.GetUtcNow() };

        // Told first: after a crash in between it is compared and told again.
        await TellAsync(record, ended, name, cancellationToken);
        if (await reconciliations.TrySaveAsync(record with { Running = null, Last = ended }, cancellationToken))
        {
            metrics.Compared(record.Side, record.AccountId, ended.Problem is null, ended.GapCount);
        }
    }

    private async Task TellAsync(ReconciliationRecord record, ReconciliationRun run, string name, CancellationToken cancellationToken)
    {
        var open = await alerts.ListOpenAsync(cancellationToken);
        var notices = NoticesOf(record, run, name).ToDictionary(notice => notice.Key);
        foreach (var alert in open.Where(alert => alert.Notice.Key.IsOfComparison(record.Side, record.AccountId)))
        {
            // An alert that says something else now is a new one. A comparison that did not come to its end proves nothing gone.
            if (notices.TryGetValue(alert.Notice.Key, out var notice) ? notice.Detail != alert.Notice.Detail : run.Problem is null)
            {
                await alerts.ResolveAsync(alert.Notice.Key, cancellationToken);
            }
        }

        foreach (var notice in notices.Values)
        {
            await alerts.RaiseAsync(notice, cancellationToken);
        }
    }

    private static IEnumerable<AlertNotice> NoticesOf(ReconciliationRecord record, ReconciliationRun run, string name)
    {
        if (run.GapCount > 0)
        {
            var reason = record.Side == ReconciledCounterparty.Store ? HoldReasons.StoreGap : HoldReasons.MarketGap;
            var mended = run.Gaps.Count(gap => gap.IsRepaired);
            var named = string.Join(
                "; ",
                run.Gaps.OrderBy(gap => gap.IsRepaired).Take(NamedGaps).Select(gap => $"{gap.Kind} {gap.Subject} ({gap.Detail})")
            );
            var more =
                run.GapCount > NamedGaps
                    ? string.Create(CultureInfo.InvariantCulture, $"; and {run.GapCount - NamedGaps} more")
                    : string.Empty;
            yield return new AlertNotice(
                AlertKey.OfComparison(record.Side, record.AccountId, reason),
                reason.Code,
                name,
                string.Create(CultureInfo.InvariantCulture, $"{run.GapCount} found, {mended} taken in at once: {named}{more}")
            );
        }

        foreach (var gap in run.Gaps.Where(gap => gap.Kind == DiscrepancyKind.PurchaseDoubled))
        {
            var key = PurchaseOrderKey.Parse(gap.Subject);
            yield return new AlertNotice(
                AlertKey.OfDoubledPurchase(record.Side, record.AccountId, key),
                HoldReasons.PurchaseDoubled.Code,
                key.Value,
                gap.Detail,
                key.Order
            );
        }
    }
}
