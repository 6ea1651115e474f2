using System.Runtime.CompilerServices;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Compares a store with the ledger, both ways: all that the store lists as changed, and all that is open here. What went past us is taken
/// in; what only the store can explain is named. The cursor of the pull is read and never moved.
/// </summary>
public sealed class StoreComparison(
    IOrders orders,
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    OrderIntake intake,
    OrderRepair repair,
    PullOptions pulling,
    ReconciliationOptions options
)
{
    /// <summary>The span to compare; null when the store was never read, so that nothing can be missing.</summary>
    internal async Task<(DateTimeOffset From, DateTimeOffset Until)?> SpanAsync(
        StoreAccount account,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var cursor = await accounts.ReadCursorAsync(account.Id, cancellationToken);
        return cursor.Since is not { } since ? null : (since > now - options.Span ? since : now - options.Span, now);
    }

    internal async Task<ReconciliationBatch> CompareAsync(StoreAccount account, ReconciliationRun run, CancellationToken cancellationToken)
    {
        var platform = platforms.Require(account);

        // Read before the listing: what the pull comes to afterwards is its own turn.
        var side = new Side(
            account,
            platform,
            await accounts.ReadCursorAsync(account.Id, cancellationToken),
            pulling.OverlapFor(platform.Capabilities)
        );
        return run.Stage == ReconciliationStage.Listing
            ? await CompareListingAsync(side, run, cancellationToken)
            : await CompareLedgerAsync(side, run, cancellationToken);
    }

    private async Task<ReconciliationBatch> CompareListingAsync(Side side, ReconciliationRun run, CancellationToken cancellationToken)
    {
        for (var pages = 0; pages < options.PagesPerTurn; pages++)
        {
            var listed = await side.Platform.ListChangedOrdersAsync(side.Account, run.From, run.Until, run.Page, cancellationToken);
            if (!listed.IsSuccess)
            {
                return new ReconciliationBatch(run, listed.Problem);
            }

            foreach (var reading in listed.Value.Orders)
            {
                (run, var problem) = await CompareAsync(side, reading, run, cancellationToken);
                if (problem is not null)
                {
                    return new ReconciliationBatch(run, problem);
                }
            }

            run = run with { Page = listed.Value.NextPage, Listed = run.Listed + listed.Value.Orders.Count };
            if (run.Page is null)
            {
                return new ReconciliationBatch(run with { Stage = ReconciliationStage.Ledger }, null);
            }
        }

        return new ReconciliationBatch(run, null);
    }

    private async Task<ReconciliationBatch> CompareLedgerAsync(Side side, ReconciliationRun run, CancellationToken cancellationToken)
    {
        var open = await OpenOrders.NextAsync(
            orders,
            order => order.Key.AccountId == side.Account.Id,
            run.After,
            options.OrdersPerTurn,
            cancellationToken
        );
        await foreach (var (summary, read) in ReadAsync(side, open, cancellationToken))
        {
            var key = summary.Key;
            if (!read.IsSuccess && read.Problem.Meaning == RefusalMeaning.NotFound)
            {
                run = run.With(
                    new Discrepancy(DiscrepancyKind.OrderUnknownToStore, key.ToString(), read.Problem.ToString(), IsRepaired: false)
                );
                if (summary.PurchaseOrders.Count > 0)
                {
                    // Nobody is to pay for it meanwhile.
                    await repair.ReadAgainAsync(key, cancellationToken);
                }
            }
            else
            {
                (run, var problem) = read.IsSuccess
                    ? await CompareAsync(side, read.Value, run, cancellationToken)
                    : await UnreadAsync(key, run, read.Problem, cancellationToken);
                if (problem is not null)
                {
                    return new ReconciliationBatch(run, problem);
                }
            }

            await repair.RepairAsync(summary, cancellationToken);
            run = run with { After = key.ToString(), Asked = run.Asked + 1 };
        }

        return new ReconciliationBatch(open.Count < options.OrdersPerTurn ? run with { Stage = ReconciliationStage.Finished } : run, null);
    }

    private static async IAsyncEnumerable<(OrderSummary Summary, CallResult<StoreOrderReading> Read)> ReadAsync(
        Side side,
        IReadOnlyList<OrderSummary> open,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var few in open.Chunk(side.Platform.Capabilities.OrdersPerRead))
        {
            var read = await side.Platform.ReadOrdersAsync(
                side.Account,
                [.. few.Select(summary => summary.Key.StoreOrderId)],
                cancellationToken
            );
            foreach (var pair in few.Zip(read))
            {
                yield return pair;
            }
        }
    }

    private async Task<(ReconciliationRun Run, CallProblem? Problem)> CompareAsync(
        Side side,
        StoreOrderReading reading,
        ReconciliationRun run,
        CancellationToken cancellationToken
    )
    {
        var key = new OrderKey(side.Account.Id, reading.StoreOrderId);
        if (side.IsPullsTurn(reading) || await orders.LoadAsync(key, cancellationToken) is { } seen && IsUpToDate(seen, reading))
        {
            return (run, null);
        }

        if (reading.IsStub)
        {
            var read = await side.Platform.ReadOrderAsync(side.Account, reading.StoreOrderId, cancellationToken);
            if (!read.IsSuccess)
            {
                return await UnreadAsync(key, run, read.Problem, cancellationToken);
            }

            reading = read.Value;
        }

        if (reading.Order is { } order && side.Account.TakeOrdersSince > order.CreatedAt)
        {
            return (run, null);
        }

        // Once more: it may have come in while it was read.
        var known = await orders.LoadAsync(key, cancellationToken);
        if (known is not null && IsUpToDate(known, reading))
        {
            return (run, null);
        }

        if (known is null)
        {
            await intake.TakeMissedAsync(side.Account, reading, cancellationToken);
            return (
                run.With(
                    new Discrepancy(
                        DiscrepancyKind.OrderMissed,
                        key.ToString(),
                        $"{reading.Order?.Number ?? reading.StoreOrderId}, changed {reading.UpdatedAt:u}",
                        IsRepaired: true
                    )
                ),
                null
            );
        }

        await intake.TakeAsync(side.Account, reading, cancellationToken);
        if (reading.UpdatedAt == known.StoreOrder.UpdatedAt)
        {
            // A hold that ends by its date changes no time of the order's: no listing could have told of it.
            return (run, null);
        }

        return (
            run.With(
                new Discrepancy(
                    DiscrepancyKind.ChangeMissed,
                    key.ToString(),
                    $"changed {reading.UpdatedAt:u}, here as of {known.StoreOrder.UpdatedAt:u}",
                    IsRepaired: true
                )
            ),
            null
        );
    }

    private async Task<(ReconciliationRun Run, CallProblem? Problem)> UnreadAsync(
        OrderKey key,
        ReconciliationRun run,
        CallProblem problem,
        CancellationToken cancellationToken
    )
    {
        if (problem.Meaning == RefusalMeaning.NotFound)
        {
            return (run, null);
        }

        if (problem.Kind is not (ProblemKind.Unreadable or ProblemKind.Rejected))
        {
            return (run, problem);
        }

        if (await orders.LoadAsync(key, cancellationToken) is { Unreadable: not null })
        {
            return (run, null);
        }

        // One order whose reply makes no sense keeps the others from nothing; the reading of single orders parks it where people see it.
        await repair.ReadAgainAsync(key, cancellationToken);
        return (run.With(new Discrepancy(DiscrepancyKind.OrderUnreadable, key.ToString(), problem.ToString(), IsRepaired: false)), null);
    }

    // One that cannot be read waits where people see it, and is read again by itself.
    private static bool IsUpToDate(Order known, StoreOrderReading reading) =>
        known.Unreadable is not null
        || known.StoreOrder.UpdatedAt > reading.UpdatedAt
        || (known.StoreOrder.UpdatedAt == reading.UpdatedAt && (reading.Order is not { } now || known.StoreOrder.IsSameAs(now)));

    private sealed record Side(StoreAccount Account, IStorePlatform Platform, PullCursor Cursor, TimeSpan Overlap)
    {
        /// <summary>Whether the next pull comes to this change by itself, so that it cannot be called missed.</summary>
        public bool IsPullsTurn(StoreOrderReading reading) =>
            Cursor.Watermark is not { } watermark
            || (reading.UpdatedAt >= watermark - Overlap && !Cursor.HasTaken(reading.StoreOrderId, reading.UpdatedAt));
    }
}
