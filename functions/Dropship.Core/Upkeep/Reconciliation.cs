using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Proves that nothing went past us: each store and each 1688 account is compared with the ledger in portions, one message after the other.
/// The result is kept for each account, and a person is told what differed.
/// </summary>
public sealed class Reconciliation(
    IReconciliations reconciliations,
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    StoreComparison store,
    MarketComparison market,
    IAlerts alerts,
    PromiseMetrics metrics,
    ReconciliationOptions options,
    TimeProvider time)
{
    // A mail that names so many is enough to begin with; the report has them all.
    private const int NamedGaps = 10;

    /// <summary>Begins a comparison of each active account. One that still runs is left alone, unless it stopped moving.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var account in await stores.ListAsync(cancellationToken))
        {
            if (account.State == StoreAccountState.Active && await store.SpanAsync(account, time.GetUtcNow(), cancellationToken) is { } span)
            {
                await StartAsync(ReconciledCounterparty.Store, account.Id, span, cancellationToken);
            }
        }

        foreach (var account in await purchasingAccounts.ListAsync(cancellationToken))
        {
            if (account.State == PurchasingAccountState.Active && await market.SpanAsync(account, time.GetUtcNow(), cancellationToken) is { } span)
            {
                await StartAsync(ReconciledCounterparty.PurchasingAccount, account.Id, span, cancellationToken);
            }
        }
    }

    /// <summary>Carries a comparison on by one portion. May run any number of times.</summary>
    /// <param name="turn">Which one.</param>
    public async Task ContinueAsync(ReconciliationMessage turn, CancellationToken cancellationToken)
    {
        if (await reconciliations.FindAsync(turn.Side, turn.AccountId, cancellationToken) is not { Running: { } run } record || run.StartedAt != turn.StartedAt)
        {
            return;
        }

        var portion = await CompareAsync(turn, run, cancellationToken);
        if (portion is null)
        {
            await EndAsync(record, run with { Problem = "the account is not active any more" }, turn.AccountId, cancellationToken);
        }
        else if (portion.Problem is { } problem)
        {
            await PutBackAsync(record, portion.Run, turn, problem, cancellationToken);
        }
        else if (portion.Run.Stage == ReconciliationStage.Finished)
        {
            await EndAsync(record, portion.Run, await NameAsync(turn, cancellationToken), cancellationToken);
        }
        else if (await reconciliations.TrySaveAsync(record with { Running = portion.Run with { Failures = 0 } }, cancellationToken))
        {
            await reconciliations.SendAsync(turn, null, cancellationToken);
        }
    }

    private async Task StartAsync(ReconciledCounterparty side, string accountId, (DateTimeOffset From, DateTimeOffset Until) span, CancellationToken cancellationToken)
    {
        var record = await reconciliations.FindAsync(side, accountId, cancellationToken) ?? new ReconciliationRecord { Side = side, AccountId = accountId };
        var run = new ReconciliationRun { StartedAt = time.GetUtcNow(), From = span.From, Until = span.Until };
        if (record.Running is { } older && run.StartedAt - older.StartedAt < options.Span)
        {
            // Its message may be lost after a crash; a second one continues from the same place.
            await reconciliations.SendAsync(new ReconciliationMessage(side, accountId, older.StartedAt), null, cancellationToken);
        }
        else if (await reconciliations.TrySaveAsync(record with { Running = run }, cancellationToken))
        {
            await reconciliations.SendAsync(new ReconciliationMessage(side, accountId, run.StartedAt), null, cancellationToken);
        }
    }

    private async Task<ReconciliationBatch?> CompareAsync(ReconciliationMessage turn, ReconciliationRun run, CancellationToken cancellationToken)
    {
        if (turn.Side == ReconciledCounterparty.Store)
        {
            return await stores.FindAsync(turn.AccountId, cancellationToken) is { State: StoreAccountState.Active } account ? await store.CompareAsync(account, run, cancellationToken) : null;
        }

        return await purchasingAccounts.FindAsync(turn.AccountId, cancellationToken) is { State: PurchasingAccountState.Active } purchasingAccount ? await market.CompareAsync(purchasingAccount, run, cancellationToken) : null;
    }

    private async Task PutBackAsync(ReconciliationRecord record, ReconciliationRun run, ReconciliationMessage turn, CallProblem problem, CancellationToken cancellationToken)
    {
        var failures = run.Failures + 1;
        if (problem.Kind is not (ProblemKind.Transient or ProblemKind.RateLimited) || failures >= options.Tries)
        {
            await EndAsync(record, run with { Problem = problem.ToString() }, await NameAsync(turn, cancellationToken), cancellationToken);
        }
        else if (await reconciliations.TrySaveAsync(record with { Running = run with { Failures = failures } }, cancellationToken))
        {
            await reconciliations.SendAsync(turn, problem.RetryAfter ?? options.RetryAfter * Math.Pow(2, failures - 1), cancellationToken);
        }
    }

    private async Task EndAsync(ReconciliationRecord record, ReconciliationRun run, string name, CancellationToken cancellationToken)
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
        var notices = NoticesOf(record, run, name).ToDictionary(notice => notice.Key, StringComparer.Ordinal);
        foreach (var alert in open.Where(alert => alert.Notice.Key.StartsWith(Prefix(record), StringComparison.Ordinal)))
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
            var named = string.Join("; ", run.Gaps.OrderBy(gap => gap.IsRepaired).Take(NamedGaps).Select(gap => $"{gap.Kind} {gap.Subject} ({gap.Detail})"));
            var more = run.GapCount > NamedGaps ? string.Create(CultureInfo.InvariantCulture, $"; and {run.GapCount - NamedGaps} more") : string.Empty;
            yield return new AlertNotice($"{Prefix(record)}{reason.Code}", reason.Code, name, string.Create(CultureInfo.InvariantCulture, $"{run.GapCount} found, {mended} taken in at once: {named}{more}"));
        }

        foreach (var gap in run.Gaps.Where(gap => gap.Kind == DiscrepancyKind.PurchaseDoubled))
        {
            var key = PurchaseOrderKey.Parse(gap.Subject);
            yield return new AlertNotice($"{Prefix(record)}{HoldReasons.PurchaseDoubled.Code}:{key}", HoldReasons.PurchaseDoubled.Code, key.Value, gap.Detail, key.Order);
        }
    }

    private static string Prefix(ReconciliationRecord record) => record.Side == ReconciledCounterparty.Store ? $"compared-store:{record.AccountId}:" : $"compared-purchasing:{record.AccountId}:";

    private async Task<string> NameAsync(ReconciliationMessage turn, CancellationToken cancellationToken) => turn.Side == ReconciledCounterparty.Store
        ? (await stores.FindAsync(turn.AccountId, cancellationToken))?.DisplayName ?? turn.AccountId
        : (await purchasingAccounts.FindAsync(turn.AccountId, cancellationToken))?.DisplayName ?? turn.AccountId;
}
