using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Purchasing;

/// <summary>
/// The third stage: places a purchase order. The intent is written before the call goes out; after a doubtful answer only
/// look-ups by our key decide, never a second call.
/// </summary>
public sealed class PurchasePlacer(IOrders orders, IPurchasingAccounts purchasingAccounts, ISupplierMarket market, PlacementGate gate, SpendBudget budget, IWorkQueues queues, IWorkflows workflows, IAlerts alerts, OrderProjection aftermath, CircuitBreaker outages, PurchasingOptions options, TimeProvider time)
{
    // More than the clocks of hosts differ.
    private static readonly TimeSpan s_leastWait = TimeSpan.FromSeconds(10);

    /// <summary>Brings a purchase order on its way by one step. May run any number of times.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task PlaceAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        // What is planned and was changed meanwhile fails at its intent and is looked at anew.
        var recent = orders.FindRecent(key.Order);
        var before = recent?.Find(key)?.State == PurchaseOrderState.Planned ? recent : await orders.RequireAsync(key.Order, cancellationToken);
        var record = before;
        var purchase = Require(record, key);
        var purchasingAccount = await purchasingAccounts.FindAsync(purchase.PurchasingAccountId, cancellationToken);
        if (purchasingAccount is not { State: PurchasingAccountState.Active } && purchase.State is PurchaseOrderState.Planned)
        {
            record = await BlockAsync(record, key, HoldReasons.PurchasingAccountMissing, purchasingAccount?.StateReason ?? purchase.PurchasingAccountId, cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.Planned)
        {
            record = await PlanToPlacedAsync(record, purchase, purchasingAccount!, cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.Placing)
        {
            // The process ended between the intent and the answer: whether the call went out is not known.
            record = await DoubtAsync(record, key, "the process ended while the purchase was on its way", cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.PlacementUnknown && purchasingAccount is not null)
        {
            record = await SettleAsync(record, purchase, purchasingAccount, cancellationToken);
        }

        await HandOnAsync(purchase, Require(record, key), cancellationToken);
        if (BundleParcels.ConcernsOthers(record, key))
        {
            // It was given up, and what waited for it hears of that by a look at the order.
            await queues.SendOrderAsync(key.Order, cancellationToken);
        }

        await aftermath.FinishAsync(before, record, isRedelivery: true, cancellationToken);
    }

    private static PurchaseOrder Require(Order record, PurchaseOrderKey key) =>
        record.Find(key) ?? throw new InvalidOperationException($"Order {record.Key} has no purchase order {key}.");

    private async Task<Order> PlanToPlacedAsync(Order record, PurchaseOrder purchase, PurchasingAccount purchasingAccount, CancellationToken cancellationToken)
    {
        if (purchase.CancelReason is { } reason)
        {
            return await orders.EditFromAsync(record, Actor.System, time, edit =>
            {
                if (edit.Record.Find(purchase.Key)!.State == PurchaseOrderState.Planned)
                {
                    edit.Move(purchase.Key, PurchaseOrderState.Cancelled, reason);
                    OrderStateRollup.Settle(edit);
                }
            }, cancellationToken);
        }

        if (await outages.WaitAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), cancellationToken) is { } wait)
        {
            await queues.SendPurchaseOrderAsync(purchase.Key, purchasingAccount.Id, In(wait), cancellationToken);
            return record;
        }

        var answer = await gate.AskAsync(record, purchase, purchasingAccount, cancellationToken);
        TimeSpan? pause = null;
        if (answer.Problem is not null || answer.Request is not null)
        {
            pause = await outages.NoteAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), purchasingAccount.DisplayName, answer.Problem, cancellationToken);
        }

        if (answer.Problem is { } trouble)
        {
            return await NotPlacedAsync(record, purchase, purchasingAccount, answer.Outcome, trouble, pause, cancellationToken);
        }

        if (answer.GuardViolation is { Reason: var reached } limit && reached.Code == HoldReasons.SpendLimitReached.Code)
        {
            return await WaitForRoomAsync(record, purchase, answer, limit, cancellationToken);
        }

        if (answer.GuardViolation is { } objection)
        {
            return await BlockAsync(record, purchase.Key, objection.Reason, objection.Detail, cancellationToken, answer.Previews);
        }

        if (answer.IsStopped)
        {
            await queues.SendPurchaseOrderAsync(purchase.Key, purchase.PurchasingAccountId, InRounds(), cancellationToken);
            return record;
        }

        // From here on the call may have gone out, whatever happens to this process.
        var request = answer.Request!;
        var intended = await TryIntendAsync(record, purchase, answer, request.Digest(), cancellationToken);
        if (intended is null)
        {
            // The order changed since it was read: look again at what it is now. Whoever was faster with this very attempt counted under the same key.
            var changed = await orders.RequireAsync(record.Key, cancellationToken);
            if (answer.Reservation is { } unused && Require(changed, purchase.Key).IsUnbought)
            {
                await budget.GiveBackAsync(unused, cancellationToken);
            }

            await queues.SendPurchaseOrderAsync(purchase.Key, purchase.PurchasingAccountId, PlacementMessageId.Changed(changed), cancellationToken);
            return changed;
        }

        if (intended is { WasMissed: true } && purchase.Placement is null)
        {
            return await DoubtAsync(intended, purchase.Key, "the order was not here for a while: what was bought for it before is looked up", cancellationToken);
        }

        var created = await market.CreateAsync(purchasingAccount, request, cancellationToken);
        pause = await outages.NoteAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), purchasingAccount.DisplayName, created.Problem, cancellationToken);
        return created.Outcome switch
        {
            CallOutcome.Succeeded => await AdoptAsync(intended, purchase, [.. created.Value.OrderIds.Select(id => FirstSight(id, Require(intended, purchase.Key)))], created.Value.FailedLines, "1688 took the purchase order", cancellationToken),
            CallOutcome.Unknown => await DoubtAsync(intended, purchase.Key, created.Problem!.ToString(), cancellationToken),
            _ => await NotPlacedAsync(intended, purchase, purchasingAccount, created.Outcome, created.Problem!, pause, cancellationToken),
        };
    }

    private async Task<Order?> TryIntendAsync(Order record, PurchaseOrder purchase, PlacementCheck answer, string digest, CancellationToken cancellationToken)
    {
        var edit = new OrderEdit(record, Actor.System, time.GetUtcNow());
        var attempt = (purchase.Placement?.Attempt ?? 0) + 1;
        Remember(edit, answer.Previews);
        edit.Replace(purchase.Key, old => old with
        {
            Reservation = answer.Reservation,
            Placement = new PlacementRecord { IntentAt = edit.Now, Attempt = attempt, RequestDigest = digest },
        });
        edit.Move(purchase.Key, PurchaseOrderState.Placing, $"intent to place, attempt {attempt}, previewed at {answer.Previews[purchase.Key].Total}");
        try
        {
            return await orders.SaveAsync(edit.Record, edit.Events, cancellationToken);
        }
        catch (OrderChangedException)
        {
            return null;
        }
    }

    private async Task<Order> NotPlacedAsync(Order record, PurchaseOrder purchase, PurchasingAccount purchasingAccount, CallOutcome outcome, CallProblem problem, TimeSpan? pause, CancellationToken cancellationToken)
    {
        if (problem.Kind == ProblemKind.Unauthorized)
        {
            await purchasingAccounts.SaveAsync(purchasingAccount with { State = PurchasingAccountState.Unauthorized, StateReason = problem.ToString() }, cancellationToken);
            await alerts.RaiseAsync(new AlertNotice($"purchasing:{purchasingAccount.Id}:{HoldReasons.PurchasingUnauthorized.Code}", HoldReasons.PurchasingUnauthorized.Code, purchasingAccount.DisplayName, problem.ToString()), cancellationToken);
            return await BlockAsync(record, purchase.Key, HoldReasons.PurchasingAccountMissing, problem.ToString(), cancellationToken);
        }

        if (outcome == CallOutcome.Refused)
        {
            return await BlockAsync(record, purchase.Key, ReasonOf(problem), problem.ToString(), cancellationToken);
        }

        // Not sent: nothing took effect. The next try is a message of its own, so that waiting burns no deliveries.
        var retry = In(pause ?? options.RetryAfter);
        var kept = await orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            if (edit.Record.Find(purchase.Key)!.State == PurchaseOrderState.Placing)
            {
                edit.Move(purchase.Key, PurchaseOrderState.Planned, $"not sent: {problem}");
                PurchaseAdoption.AdoptKnown(edit, purchase.Key);
            }
        }, cancellationToken);
        await queues.SendPurchaseOrderAsync(purchase.Key, purchase.PurchasingAccountId, retry, cancellationToken);
        return kept;
    }

    // It stays planned, so that it goes on by itself; the message waits until there may be room again.
    private async Task<Order> WaitForRoomAsync(Order record, PurchaseOrder purchase, PlacementCheck answer, GuardViolation limit, CancellationToken cancellationToken)
    {
        var held = await orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            if (edit.Record.Find(purchase.Key)!.State == PurchaseOrderState.Planned)
            {
                Remember(edit, answer.Previews);
                edit.SetHold(purchase.Key, edit.HoldFor(limit.Reason, limit.Detail), limit.Reason.Code);
            }
        }, cancellationToken);
        await queues.SendPurchaseOrderAsync(purchase.Key, purchase.PurchasingAccountId, NotBefore(budget.NextLook()), cancellationToken);
        return held;
    }

    private static void Remember(OrderEdit edit, IReadOnlyDictionary<PurchaseOrderKey, PreviewRecord> previews)
    {
        foreach (var (key, preview) in previews)
        {
            edit.Replace(key, old => old with { Preview = preview });
        }
    }

    private Task<Order> BlockAsync(Order record, PurchaseOrderKey key, HoldReason reason, string detail, CancellationToken cancellationToken, IReadOnlyDictionary<PurchaseOrderKey, PreviewRecord>? previews = null) =>
        orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            var state = edit.Record.Find(key)!.State;
            if (PurchaseOrderTransitions.IsAllowed(state, PurchaseOrderState.Blocked))
            {
                Remember(edit, previews ?? new Dictionary<PurchaseOrderKey, PreviewRecord>());
                edit.Move(key, PurchaseOrderState.Blocked, reason.Code, edit.HoldFor(reason, detail));
            }
        }, cancellationToken);

    private Task<Order> DoubtAsync(Order record, PurchaseOrderKey key, string why, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            if (edit.Record.Find(key)!.State == PurchaseOrderState.Placing)
            {
                edit.Replace(key, old => old with { Placement = old.Placement! with { LookUpAt = edit.Now + options.LookUpDelay, FruitlessLookUps = 0 } });
                edit.Move(key, PurchaseOrderState.PlacementUnknown, why);
                PurchaseAdoption.AdoptKnown(edit, key);
            }
        }, cancellationToken);

    private async Task<Order> SettleAsync(Order record, PurchaseOrder purchase, PurchasingAccount purchasingAccount, CancellationToken cancellationToken)
    {
        var placement = purchase.Placement!;
        if (placement.LookUpAt > time.GetUtcNow())
        {
            return record;
        }

        if (await outages.WaitAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), cancellationToken) is { } wait)
        {
            return await orders.EditFromAsync(record, Actor.System, time, edit => edit.Change(
                purchase.Key,
                "look-up-waits",
                "1688 does not answer",
                old => old with { Placement = old.Placement! with { LookUpAt = edit.Now + wait } }), cancellationToken);
        }

        var found = await market.FindByKeyAsync(purchasingAccount, purchase.Key.Value, cancellationToken);
        var pause = await outages.NoteAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), purchasingAccount.DisplayName, found.Problem, cancellationToken);
        if (!found.IsSuccess)
        {
            return await orders.EditFromAsync(record, Actor.System, time, edit => edit.Change(
                purchase.Key,
                "look-up-failed",
                found.Problem.ToString(),
                old => old with { Placement = old.Placement! with { LookUpAt = edit.Now + (pause > options.LookUpAgainAfter ? pause.Value : options.LookUpAgainAfter) } }), cancellationToken);
        }

        if (found.Value.Count > 0)
        {
            IReadOnlyList<SupplierOrderRecord> placed = [.. found.Value.Select(SupplierOrderRecord.From)];
            return await AdoptAsync(record, purchase, placed, PurchaseAdoption.FindLeftOut(purchase, placed), "the look-up found it on 1688", cancellationToken);
        }

        return await orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            var current = edit.Record.Find(purchase.Key)!;
            if (current.State != PurchaseOrderState.PlacementUnknown || current.Placement!.LookUpAt != placement.LookUpAt)
            {
                // One look-up counts once: it was counted by another host, or by our own write whose answer was lost.
                return;
            }

            var fruitless = current.Placement!.FruitlessLookUps + 1;
            edit.Replace(purchase.Key, old => old with { Placement = old.Placement! with { FruitlessLookUps = fruitless, LookUpAt = edit.Now + options.LookUpAgainAfter } });
            if (fruitless < options.FruitlessLookUps)
            {
                edit.AddEvent("look-up-empty", $"look-up {fruitless} of {options.FruitlessLookUps} found nothing", purchase: purchase.Key);
            }
            else if (current.SupplierOrders.Count > 0)
            {
                PurchaseAdoption.Adopt(edit, purchase.Key, current.SupplierOrders, PurchaseAdoption.FindLeftOut(current, current.SupplierOrders), "1688 told of it, and of nothing else");
            }
            else if (current.Placement.Attempt < options.Attempts)
            {
                edit.Move(purchase.Key, PurchaseOrderState.Planned, $"{fruitless} look-ups found nothing: it was not made, and is tried anew");
            }
            else
            {
                edit.Move(purchase.Key, PurchaseOrderState.Blocked, HoldReasons.PlacementUnsettled.Code, edit.HoldFor(HoldReasons.PlacementUnsettled, $"our number is {purchase.Key}"));
            }
        }, cancellationToken);
    }

    // The ids are safe before anything else is asked of the market.
    private Task<Order> AdoptAsync(Order record, PurchaseOrder purchase, IReadOnlyList<SupplierOrderRecord> found, IReadOnlyList<FailedLine> failed, string why, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Actor.Market, time, edit => PurchaseAdoption.Adopt(edit, purchase.Key, found, failed, why), cancellationToken);

    // Until the market was read, the preview's figures stand in; the approval step reads it before it asks for money.
    private SupplierOrderRecord FirstSight(string orderId, PurchaseOrder purchase) => new()
    {
        OrderId = orderId,
        Status = SupplierOrderStatus.AwaitingPayment,
        RawStatus = "placed",
        Total = purchase.Preview?.Total ?? Money.Cny(0),
        Freight = purchase.Preview?.Freight ?? Money.Cny(0),
        IsPaid = false,
        CreatedAt = time.GetUtcNow(),
        ModifiedAt = DateTimeOffset.MinValue,
    };

    private async Task HandOnAsync(PurchaseOrder before, PurchaseOrder purchase, CancellationToken cancellationToken)
    {
        if (purchase.State == PurchaseOrderState.PlacementUnknown)
        {
            // Hosts' clocks differ, so a look-up may be called for before it is due here. The queue would drop the same message as a repeat.
            var isEarly = before.State == PurchaseOrderState.PlacementUnknown && before.Placement!.LookUpAt == purchase.Placement!.LookUpAt;
            await queues.SendPurchaseOrderAsync(purchase.Key, purchase.PurchasingAccountId, isEarly ? In(options.RetryAfter) : PlacementMessageId.At(purchase.Placement!.LookUpAt!.Value), cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.Planned && before.State == PurchaseOrderState.PlacementUnknown)
        {
            await queues.SendPurchaseOrderAsync(purchase.Key, purchase.PurchasingAccountId, PlacementMessageId.Planned(purchase), cancellationToken);
        }
        else if (purchase.IsPlaced)
        {
            await workflows.StartFulfilmentAsync(purchase.Key, cancellationToken);
        }
    }

    private PlacementMessageId In(TimeSpan wait) => NotBefore(time.GetUtcNow() + wait);

    private PlacementMessageId NotBefore(DateTimeOffset due)
    {
        var earliest = time.GetUtcNow() + s_leastWait;
        return PlacementMessageId.At(due > earliest ? due : earliest);
    }

    // Money may be stopped for days. Whatever else calls for the purchase order meanwhile joins the same round, so that it is not asked ever more often.
    private PlacementMessageId InRounds()
    {
        var round = Math.Max(options.RetryAfter.Ticks, 1);
        return PlacementMessageId.At(new DateTimeOffset((((time.GetUtcNow() + s_leastWait).UtcTicks / round) + 1) * round, TimeSpan.Zero));
    }

    private static HoldReason ReasonOf(CallProblem problem) => problem.Meaning switch
    {
        RefusalMeaning.OutOfStock => HoldReasons.OutOfStock,
        RefusalMeaning.BelowMinimumQuantity => HoldReasons.BelowMinimum,
        RefusalMeaning.OfferNotForSale or RefusalMeaning.SpecNotOfOffer => HoldReasons.OfferUnavailable,
        _ => HoldReasons.PlacementRefused,
    };
}
