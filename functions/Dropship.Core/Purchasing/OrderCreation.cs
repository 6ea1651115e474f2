using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Purchasing;

/// <summary>Creates the 1688 order of a planned purchase order: the guards are asked, the intent is saved, and only then the call goes out,
/// once.</summary>
public sealed class OrderCreation(
    IOrders orders,
    ISupplierMarket market,
    PlacementGate gate,
    CircuitBreaker breaker,
    PlacementEdits edits,
    PlacementQueue queue,
    PurchasingAccountHealth health
)
{
    /// <returns>The order as it is now.</returns>
    public async Task<Order> CreateAsync(
        Order order,
        PurchaseOrder purchase,
        PurchasingAccount account,
        CancellationToken cancellationToken
    )
    {
        if (purchase.CancelReason is { } reason)
        {
            return await edits.CancelAsync(order, purchase.Key, reason, cancellationToken);
        }

        if (purchase.SupplierOrders.Any(known => known.Status != SupplierOrderStatus.Cancelled))
        {
            // 1688 told of an order for it before anything was placed: it is that one, and no second is made.
            return await edits.AdoptKnownAsync(order, purchase.Key, cancellationToken);
        }

        var service = CircuitBreaker.PurchasingAccount(account.Id);
        if (await breaker.WaitAsync(service, cancellationToken) is { } wait)
        {
            await queue.RetryAsync(purchase, wait, cancellationToken);
            return order;
        }

        var check = await gate.AskAsync(order, purchase, account, cancellationToken);
        TimeSpan? pause = null;
        if (check.Problem is not null || check.Request is not null)
        {
            pause = await breaker.NoteAsync(service, account.DisplayName, check.Problem, cancellationToken);
        }

        if (check.Problem is { } problem)
        {
            return await NotCreatedAsync(order, purchase, account, check.Outcome, problem, pause, cancellationToken);
        }

        if (check.GuardViolation is { } violation)
        {
            return await HoldAsync(order, purchase, check, violation, cancellationToken);
        }

        if (check.Stop is { } stop)
        {
            await queue.InRoundsAsync(purchase, stop, cancellationToken);
            return order;
        }

        // From here on the call may have gone out, whatever happens to this process.
        var intended = await edits.TryIntendAsync(order, purchase, check, check.Request!.Digest(), cancellationToken);
        return intended is null
            ? await LookAgainAsync(order.Key, purchase, check, cancellationToken)
            : await SendAsync(intended, purchase, account, check.Request, cancellationToken);
    }

    private static HoldReason ReasonOf(CallProblem problem) =>
        problem.Meaning switch
        {
            RefusalMeaning.OutOfStock => HoldReasons.OutOfStock,
            RefusalMeaning.BelowMinimumQuantity => HoldReasons.BelowMinimum,
            RefusalMeaning.OfferNotForSale or RefusalMeaning.SpecNotOfOffer => HoldReasons.OfferUnavailable,
            _ => HoldReasons.PlacementRefused,
        };

    private async Task<Order> SendAsync(
        Order intended,
        PurchaseOrder purchase,
        PurchasingAccount account,
        PurchaseRequest request,
        CancellationToken cancellationToken
    )
    {
        if (intended.WasMissed && purchase.Placement is null)
        {
            return await edits.DoubtAsync(
                intended,
                purchase.Key,
                "the order was not here for a while: what was bought for it before is looked up",
                cancellationToken
            );
        }

        var created = await market.CreateAsync(account, request, cancellationToken);
        var pause = await breaker.NoteAsync(
            CircuitBreaker.PurchasingAccount(account.Id),
            account.DisplayName,
            created.Problem,
            cancellationToken
        );
        return created.Outcome switch
        {
            CallOutcome.Succeeded => await edits.AdoptNewAsync(
                intended,
                purchase.Key,
                created.Value.OrderIds,
                created.Value.FailedLines,
                cancellationToken
            ),
            CallOutcome.Unknown => await edits.DoubtAsync(intended, purchase.Key, created.Problem!.ToString(), cancellationToken),
            _ => await NotCreatedAsync(intended, purchase, account, created.Outcome, created.Problem!, pause, cancellationToken),
        };
    }

    private async Task<Order> HoldAsync(
        Order order,
        PurchaseOrder purchase,
        PlacementCheck check,
        GuardViolation violation,
        CancellationToken cancellationToken
    )
    {
        if (violation.Reason != HoldReasons.SpendLimitReached)
        {
            return await edits.BlockAsync(order, purchase.Key, violation.Reason, violation.Detail, cancellationToken, check.Previews);
        }

        var held = await edits.WaitForRoomAsync(order, purchase.Key, check, violation, cancellationToken);
        await queue.NotBeforeAsync(purchase, gate.NextRoom(), cancellationToken);
        return held;
    }

    // The order changed since it was read. Whoever was faster with this very attempt counted under the same key.
    private async Task<Order> LookAgainAsync(
        OrderKey key,
        PurchaseOrder purchase,
        PlacementCheck check,
        CancellationToken cancellationToken
    )
    {
        var changed = await orders.RequireAsync(key, cancellationToken);
        if (check.Reservation is { } unused && changed.Find(purchase.Key) is { IsUnbought: true })
        {
            await gate.GiveBackAsync(unused, cancellationToken);
        }

        await queue.ChangedAsync(changed, purchase, cancellationToken);
        return changed;
    }

    private async Task<Order> NotCreatedAsync(
        Order order,
        PurchaseOrder purchase,
        PurchasingAccount account,
        CallOutcome outcome,
        CallProblem problem,
        TimeSpan? pause,
        CancellationToken cancellationToken
    )
    {
        if (problem.Kind == ProblemKind.Unauthorized)
        {
            await health.RefuseAsync(account, problem, cancellationToken);
            return await edits.BlockAsync(order, purchase.Key, HoldReasons.PurchasingAccountMissing, problem.ToString(), cancellationToken);
        }

        if (outcome == CallOutcome.Refused)
        {
            return await edits.BlockAsync(order, purchase.Key, ReasonOf(problem), problem.ToString(), cancellationToken);
        }

        var kept = await edits.ReturnAsync(order, purchase.Key, problem, cancellationToken);
        await queue.RetryAsync(purchase, pause, cancellationToken);
        return kept;
    }
}
