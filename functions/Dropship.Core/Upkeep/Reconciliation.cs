using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Proves that nothing went past us: each store and each 1688 account is compared with the ledger in batches, one message after the other.
/// The result is kept for each account, and a person is told what differed.
/// </summary>
public sealed class Reconciliation(
    IReconciliations reconciliations,
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    StoreComparison store,
    MarketComparison market,
    ReconciliationReport report,
    ReconciliationOptions options
)
{
    /// <summary>Carries a comparison on by one batch. May run any number of times.</summary>
    /// <param name="message">Which one.</param>
    public async Task ContinueAsync(ReconciliationMessage message, CancellationToken cancellationToken)
    {
        if (
            await reconciliations.FindAsync(message.Side, message.AccountId, cancellationToken) is not { Running: { } run } record
            || run.StartedAt != message.StartedAt
        )
        {
            return;
        }

        var batch = await CompareAsync(message, run, cancellationToken);
        if (batch is null)
        {
            await report.EndAsync(
                record,
                run with
                {
                    Problem = "the account is not active any more",
                },
                message.AccountId,
                cancellationToken
            );
        }
        else if (batch.Problem is { } problem)
        {
            await PutBackAsync(record, batch.Run, message, problem, cancellationToken);
        }
        else if (batch.Run.Stage == ReconciliationStage.Finished)
        {
            await report.EndAsync(record, batch.Run, await NameAsync(message, cancellationToken), cancellationToken);
        }
        else if (await reconciliations.TrySaveAsync(record with { Running = batch.Run with { Failures = 0 } }, cancellationToken))
        {
            await reconciliations.SendAsync(message, null, cancellationToken);
        }
    }

    private async Task<ReconciliationBatch?> CompareAsync(
        ReconciliationMessage message,
        ReconciliationRun run,
        CancellationToken cancellationToken
    )
    {
        if (message.Side == ReconciledCounterparty.Store)
        {
            return await stores.FindAsync(message.AccountId, cancellationToken) is { State: StoreAccountState.Active } account
                ? await store.CompareAsync(account, run, cancellationToken)
                : null;
        }

        return
            await purchasingAccounts.FindAsync(message.AccountId, cancellationToken)
                is { State: PurchasingAccountState.Active } purchasingAccount
            ? await market.CompareAsync(purchasingAccount, run, cancellationToken)
            : null;
    }

    private async Task PutBackAsync(
        ReconciliationRecord record,
        ReconciliationRun run,
        ReconciliationMessage message,
        CallProblem problem,
        CancellationToken cancellationToken
    )
    {
        var failures = run.Failures + 1;
        if (problem.Kind is not (ProblemKind.Transient or ProblemKind.RateLimited) || failures >= options.Tries)
        {
            await report.EndAsync(
                record,
                run with
                {
                    Problem = problem.ToString(),
                },
                await NameAsync(message, cancellationToken),
                cancellationToken
            );
        }
        else if (await reconciliations.TrySaveAsync(record with { Running = run with { Failures = failures } }, cancellationToken))
        {
            await reconciliations.SendAsync(
                message,
                problem.RetryAfter ?? options.RetryAfter * Math.Pow(2, failures - 1),
                cancellationToken
            );
        }
    }

    private async Task<string> NameAsync(ReconciliationMessage message, CancellationToken cancellationToken) =>
        message.Side == ReconciledCounterparty.Store
            ? (await stores.FindAsync(message.AccountId, cancellationToken))?.DisplayName ?? message.AccountId
            : (await purchasingAccounts.FindAsync(message.AccountId, cancellationToken))?.DisplayName ?? message.AccountId;
}
