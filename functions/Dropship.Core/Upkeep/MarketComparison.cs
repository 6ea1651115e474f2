using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Compares a purchasing account's orders on 1688 with the ledger, both ways. News that went past us are taken in; an order that nobody
/// here placed, one that was placed twice, and one that 1688 does not know are named and left alone.
/// </summary>
public sealed class MarketComparison(
    IOrders orders,
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    ISupplierMarket market,
    SupplierSync sync,
    PurchasingOptions purchasing,
    ReconciliationOptions options
)
{
    /// <summary>The span to compare; null when the account was never read.</summary>
    internal async Task<(DateTimeOffset From, DateTimeOffset Until)?> SpanAsync(
        PurchasingAccount account,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var cursor = await purchasingAccounts.ReadCursorAsync(account.Id, cancellationToken);
        if (cursor is not { Since: { } since, Watermark: { } watermark })
        {
            return null;
        }

        var swept = watermark - purchasing.SweepOverlap;
        var until = swept < now - options.Settling ? swept : now - options.Settling;
        var from = since > now - options.Span ? since : now - options.Span;
        return from < until ? (from, until) : null;
    }

    internal async Task<ReconciliationBatch> CompareAsync(
        PurchasingAccount account,
        ReconciliationRun run,
        CancellationToken cancellationToken
    )
    {
        var ours = (await stores.ListAsync(cancellationToken)).Select(store => store.Id).ToHashSet(StringComparer.Ordinal);
        return run.Stage == ReconciliationStage.Listing
            ? await CompareListingAsync(account, run, ours, cancellationToken)
            : await CompareLedgerAsync(account, run, cancellationToken);
    }

    private async Task<ReconciliationBatch> CompareListingAsync(
        PurchasingAccount account,
        ReconciliationRun run,
        HashSet<string> ours,
        CancellationToken cancellationToken
    )
    {
        for (var pages = 0; pages < options.PagesPerTurn; pages++)
        {
            var number = run.Page is null ? 1 : int.Parse(run.Page, System.Globalization.CultureInfo.InvariantCulture);
            var listed = await market.ListChangedOrdersAsync(account, run.From, run.Until, number, cancellationToken);
            if (!listed.IsSuccess)
            {
                return new ReconciliationBatch(run, listed.Problem);
            }

            var foreign = 0;
            foreach (var order in listed.Value.Orders)
            {
                if (!LooksOurs(order.Key, ours))
                {
                    foreign++;
                    continue;
                }

                (run, var problem) = await CompareAsync(account, order, run, cancellationToken);
                if (problem is not null)
                {
                    return new ReconciliationBatch(run, problem);
                }
            }

            run = run with
            {
                Page = (number + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
                Listed = run.Listed + listed.Value.Orders.Count,
                Foreign = run.Foreign + foreign,
            };
            if (!listed.Value.HasMore)
            {
                return new ReconciliationBatch(run with { Stage = ReconciliationStage.Ledger }, null);
            }
        }

        return new ReconciliationBatch(run, null);
    }

    private async Task<ReconciliationBatch> CompareLedgerAsync(
        PurchasingAccount account,
        ReconciliationRun run,
        CancellationToken cancellationToken
    )
    {
        var open = await OpenOrders.NextAsync(
            orders,
            order => order.PurchaseOrders.Any(purchase => purchase.SupplierOrderIds.Count > 0),
            run.After,
            options.OrdersPerTurn,
            cancellationToken
        );
        foreach (var key in open.Select(summary => summary.Key))
        {
            var record = await orders.LoadAsync(key, cancellationToken);
            var placed =
                record?.PurchaseOrders.Where(purchase =>
                    purchase.PurchasingAccountId == account.Id && !PurchaseOrderTransitions.IsFinal(purchase.State)
                )
                ?? [];
            foreach (var purchase in placed)
            {
                (run, var problem) = await AskAsync(account, purchase, run, cancellationToken);
                if (problem is not null)
                {
                    return new ReconciliationBatch(run, problem);
                }
            }

            run = run with { After = key.ToString(), Asked = run.Asked + 1 };
        }

        return new ReconciliationBatch(open.Count < options.OrdersPerTurn ? run with { Stage = ReconciliationStage.Finished } : run, null);
    }

    // What the market lists, against the ledger.
    private async Task<(ReconciliationRun Run, CallProblem? Problem)> CompareAsync(
        PurchasingAccount account,
        SupplierOrder order,
        ReconciliationRun run,
        CancellationToken cancellationToken
    )
    {
        if (
            !PurchaseOrderKey.TryParse(order.Key, out var key)
            || (await orders.LoadAsync(key.Order, cancellationToken))?.Find(key) is not { } purchase
        )
        {
            return (
                run.With(
                    new Discrepancy(
                        DiscrepancyKind.PurchaseUnknownHere,
                        order.Key!,
                        $"1688 order {order.OrderId}, {order.RawStatus}, {order.Total}",
                        IsRepaired: false
                    )
                ),
                null
            );
        }

        if (IsDoubled(purchase, order))
        {
            return (
                run.With(
                    new Discrepancy(
                        DiscrepancyKind.PurchaseDoubled,
                        key.Value,
                        $"1688 order {order.OrderId} besides {string.Join(", ", purchase.SupplierOrders.Select(one => one.OrderId).Where(id => id != order.OrderId))}",
                        IsRepaired: false
                    )
                ),
                null
            );
        }

        if (purchase.State == PurchaseOrderState.Cancelled && order.Status != SupplierOrderStatus.Cancelled)
        {
            return (
                run.With(
                    new Discrepancy(
                        DiscrepancyKind.PurchaseUnknownHere,
                        key.Value,
                        $"1688 order {order.OrderId}, {order.RawStatus}, {order.Total}; here it is cancelled",
                        IsRepaired: false
                    )
                ),
                null
            );
        }

        var known = purchase.SupplierOrders.FirstOrDefault(one => one.OrderId == order.OrderId);
        if (known?.ModifiedAt >= order.ModifiedAt || purchase.State is PurchaseOrderState.Placing or PurchaseOrderState.PlacementUnknown)
        {
            return (run, null);
        }

        if (purchase.SupplierOrders.Count == 0 && !PurchaseAdoption.IsOpen(purchase))
        {
            return order.Status == SupplierOrderStatus.Cancelled
                ? (run, null)
                : (
                    run.With(
                        new Discrepancy(
                            DiscrepancyKind.PurchaseUnknownHere,
                            key.Value,
                            $"1688 order {order.OrderId}, {order.RawStatus}, {order.Total}; here it was not placed ({purchase.State})",
                            IsRepaired: false
                        )
                    ),
                    null
                );
        }

        return await TakeNewsAsync(account, key, order, known, run, cancellationToken);
    }

    // What the ledger holds, against the market.
    private async Task<(ReconciliationRun Run, CallProblem? Problem)> AskAsync(
        PurchasingAccount account,
        PurchaseOrder purchase,
        ReconciliationRun run,
        CancellationToken cancellationToken
    )
    {
        foreach (var known in purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled))
        {
            var read = await market.ReadOrderAsync(account, known.OrderId, cancellationToken);
            if (!read.IsSuccess && read.Problem.Meaning == RefusalMeaning.NotFound)
            {
                run = run.With(
                    new Discrepancy(
                        DiscrepancyKind.PurchaseUnknownToMarket,
                        purchase.Key.Value,
                        $"1688 does not know the order {known.OrderId}; here it is {purchase.State}",
                        IsRepaired: false
                    )
                );
            }
            else if (!read.IsSuccess)
            {
                return (run, read.Problem);
            }
            else if (IsDoubled(purchase, read.Value))
            {
                run = run.With(
                    new Discrepancy(
                        DiscrepancyKind.PurchaseDoubled,
                        purchase.Key.Value,
                        $"1688 orders {string.Join(", ", purchase.SupplierOrders.Select(one => one.OrderId))}",
                        IsRepaired: false
                    )
                );
            }
            else if (read.Value.ModifiedAt > known.ModifiedAt && read.Value.ModifiedAt < run.Until && purchase.StateSince < run.Until)
            {
                (run, var problem) = await TakeNewsAsync(account, purchase.Key, read.Value, known, run, cancellationToken);
                if (problem is not null)
                {
                    return (run, problem);
                }
            }
        }

        return (run, null);
    }

    private async Task<(ReconciliationRun Run, CallProblem? Problem)> TakeNewsAsync(
        PurchasingAccount account,
        PurchaseOrderKey key,
        SupplierOrder order,
        SupplierOrderRecord? known,
        ReconciliationRun run,
        CancellationToken cancellationToken
    )
    {
        var before = await orders.LoadAsync(key.Order, cancellationToken);
        if (await sync.ReadAgainAsync(new SupplierChange(account.Id, order.OrderId), isRedelivery: true, cancellationToken) is { } problem)
        {
            return (run, problem);
        }

        // Only what changed the ledger had gone past it.
        var after = await orders.LoadAsync(key.Order, cancellationToken);
        return after?.EventCount == before?.EventCount
            ? (run, null)
            : (
                run.With(
                    new Discrepancy(
                        DiscrepancyKind.NewsMissed,
                        key.Value,
                        $"1688 order {order.OrderId} is {order.RawStatus}, here it was {known?.RawStatus ?? "unknown"}",
                        IsRepaired: true
                    )
                ),
                null
            );
    }

    // A number that begins with one of our stores and cannot be read is more likely ours and broken than a stranger's.
    private static bool LooksOurs(string? key, HashSet<string> ours) => key is not null && ours.Contains(key.Split('.')[0]);

    private static bool IsDoubled(PurchaseOrder purchase, SupplierOrder seen) =>
        (
            purchase with
            {
                SupplierOrders = [.. purchase.SupplierOrders.Where(order => order.OrderId != seen.OrderId), SupplierOrderRecord.From(seen)],
            }
        ).IsDoubled;
}
