using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Begins the comparison of each account with the ledger.</summary>
public sealed class ReconciliationStart(
    IReconciliations reconciliations,
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    StoreComparison store,
    MarketComparison market,
    ReconciliationOptions options,
    TimeProvider time
)
{
    /// <summary>Begins a comparison of each active account. One that still runs is left alone, unless it stopped moving.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var account in await stores.ListAsync(cancellationToken))
        {
            if (
                account.State == StoreAccountState.Active
                && await store.SpanAsync(account, time.GetUtcNow(), cancellationToken) is { } span
            )
            {
                await StartAsync(ReconciledCounterparty.Store, account.Id, span, cancellationToken);
            }
        }

        foreach (var account in await purchasingAccounts.ListAsync(cancellationToken))
        {
            if (
                account.State == PurchasingAccountState.Active
                && await market.SpanAsync(account, time.GetUtcNow(), cancellationToken) is { } span
            )
            {
                await StartAsync(ReconciledCounterparty.PurchasingAccount, account.Id, span, cancellationToken);
            }
        }
    }

    private async Task StartAsync(
        ReconciledCounterparty side,
        string accountId,
        (DateTimeOffset From, DateTimeOffset Until) span,
        CancellationToken cancellationToken
    )
    {
        var record =
            await reconciliations.FindAsync(side, accountId, cancellationToken)
            ?? new ReconciliationRecord { Side = side, AccountId = accountId };
        var run = new ReconciliationRun
        {
            StartedAt = time.GetUtcNow(),
            From = span.From,
            Until = span.Until,
        };
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
}
