using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Calls;
using Dropship.Core.Catalog;
using Dropship.Core.Operations;
using Dropship.Core.Stores;

namespace Dropship.Core.Purchasing;

/// <summary>
/// The third stage: places a purchase order. The intent is written before the call goes out; after a doubtful answer only
/// look-ups by our key decide, never a second call.
/// </summary>
public sealed class PurchaseDesk(IOrders orders, IStoreAccounts stores, IBuyerAccounts buyers, ISupplierMarket market, IWorkQueues queues, IAlerts alerts, OrderAftermath aftermath, PurchasingOptions options, TimeProvider time)
{
    /// <summary>Brings a purchase order on its way by one step. May run any number of times.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="workflows">Where the orchestration of a placed one is started.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task PlaceAsync(PurchaseOrderKey key, IWorkflows workflows, CancellationToken cancellationToken)
    {
        var before = await orders.RequireAsync(key.Order, cancellationToken);
        var record = before;
        var purchase = Require(record, key);
        var buyer = await buyers.FindAsync(purchase.BuyerAccountId, cancellationToken);
        if (buyer is not { State: BuyerAccountState.Active } && purchase.State is PurchaseOrderState.Planned)
        {
            record = await BlockAsync(record, key, HoldReasons.BuyerAccountMissing, buyer?.StateReason ?? purchase.BuyerAccountId, cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.Planned)
        {
            record = await PlanToPlacedAsync(record, purchase, buyer!, cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.Placing)
        {
            // The process ended between the intent and the answer: whether the call went out is not known.
            record = await DoubtAsync(record, key, "the process ended while the purchase was on its way", cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.PlacementUnknown && buyer is not null)
        {
            record = await SettleAsync(record, purchase, buyer, cancellationToken);
        }

        await HandOnAsync(purchase, Require(record, key), workflows, cancellationToken);
        await aftermath.FinishAsync(before, record, cancellationToken);
    }

    private static PurchaseOrder Require(OrderRecord record, PurchaseOrderKey key) =>
        record.Find(key) ?? throw new InvalidOperationException($"Order {record.Key} has no purchase order {key}.");

    private async Task<OrderRecord> PlanToPlacedAsync(OrderRecord record, PurchaseOrder purchase, BuyerAccount buyer, CancellationToken cancellationToken)
    {
        if (purchase.CancelReason is { } reason)
        {
            return await orders.EditFromAsync(record, Who.System, time, edit =>
            {
                if (edit.Record.Find(purchase.Key)!.State == PurchaseOrderState.Planned)
                {
                    edit.Move(purchase.Key, PurchaseOrderState.Cancelled, reason);
                    OrderSettlement.Settle(edit);
                }
            }, cancellationToken);
        }

        var store = await stores.RequireAsync(record.Key.AccountId, cancellationToken);
        if (PurchasePlan.DestinationOf(purchase.Route, record.Store.ShipTo, store) is not { } shipTo)
        {
            return await BlockAsync(record, purchase.Key, HoldReasons.AddressIncomplete, "the address is not kept any more", cancellationToken);
        }

        var request = new PurchaseRequest
        {
            Key = purchase.Key.Value,
            Lines = [.. purchase.Lines.Select(line => new SupplierLine(line.OfferId, line.SpecId, line.Quantity))],
            ShipTo = shipTo,
            Message = MessageOf(record, purchase, buyer),
            TradeType = buyer.TradeType,
            Flow = buyer.Flow,
        };
        var preview = await market.PreviewAsync(buyer, request, cancellationToken);
        if (!preview.IsSuccess)
        {
            return await NotPlacedAsync(record, purchase, buyer, preview.Outcome, preview.Problem, cancellationToken);
        }

        if (preview.Value.TradeTypes.Count == 0)
        {
            return await BlockAsync(record, purchase.Key, HoldReasons.PlacementRefused, "1688 allows no way to order this by interface", cancellationToken);
        }

        if (buyer.TradeType is { } wanted && !preview.Value.TradeTypes.Contains(wanted))
        {
            return await BlockAsync(record, purchase.Key, HoldReasons.PlacementRefused, $"1688 does not allow the trade type '{wanted}' here, only: {string.Join(", ", preview.Value.TradeTypes)}", cancellationToken);
        }

        request = request with { TradeType = buyer.TradeType ?? preview.Value.TradeTypes[0], Flow = preview.Value.Flow ?? buyer.Flow };
        var digest = Digest(request);
        if (purchase.Placement is { } earlier && earlier.RequestDigest != digest)
        {
            return await BlockAsync(record, purchase.Key, HoldReasons.RequestChanged, $"attempt {earlier.Attempt} asked for something else", cancellationToken);
        }

        // From here on the call may have gone out, whatever happens to this process.
        var intended = await TryIntendAsync(record, purchase, preview.Value, digest, cancellationToken);
        if (intended is null)
        {
            // The order changed since it was read: look again at what it is now.
            await queues.SendPurchaseOrderAsync(purchase.Key, purchase.BuyerAccountId, time.GetUtcNow(), cancellationToken);
            return await orders.RequireAsync(record.Key, cancellationToken);
        }

        var created = await market.CreateAsync(buyer, request, cancellationToken);
        return created.Outcome switch
        {
            CallOutcome.Succeeded => await AdoptAsync(intended, purchase.Key, created.Value.OrderIds, created.Value.FailedLines, "1688 took the purchase order", cancellationToken),
            CallOutcome.Unknown => await DoubtAsync(intended, purchase.Key, created.Problem!.ToString(), cancellationToken),
            _ => await NotPlacedAsync(intended, purchase, buyer, created.Outcome, created.Problem!, cancellationToken),
        };
    }

    private async Task<OrderRecord?> TryIntendAsync(OrderRecord record, PurchaseOrder purchase, PurchasePreview preview, string digest, CancellationToken cancellationToken)
    {
        var edit = new OrderEdit(record, Who.System, time.GetUtcNow());
        var attempt = (purchase.Placement?.Attempt ?? 0) + 1;
        edit.Replace(purchase.Key, old => old with
        {
            Preview = new PreviewRecord(preview.Total, preview.Freight, edit.Now),
            Placement = new PlacementRecord { IntentAt = edit.Now, Attempt = attempt, RequestDigest = digest },
        });
        edit.Move(purchase.Key, PurchaseOrderState.Placing, $"intent to place, attempt {attempt}, previewed at {preview.Total}");
        try
        {
            return await orders.SaveAsync(edit.Record, edit.Events, cancellationToken);
        }
        catch (OrderChangedException)
        {
            return null;
        }
    }

    private async Task<OrderRecord> NotPlacedAsync(OrderRecord record, PurchaseOrder purchase, BuyerAccount buyer, CallOutcome outcome, CallProblem problem, CancellationToken cancellationToken)
    {
        if (problem.Kind == ProblemKind.Unauthorized)
        {
            await buyers.SaveAsync(buyer with { State = BuyerAccountState.Unauthorized, StateReason = problem.ToString() }, cancellationToken);
            await alerts.RaiseAsync(new AlertNotice($"buyer:{buyer.Id}:{HoldReasons.BuyerUnauthorized.Code}", HoldReasons.BuyerUnauthorized.Code, buyer.DisplayName, problem.ToString()), cancellationToken);
            return await BlockAsync(record, purchase.Key, HoldReasons.BuyerAccountMissing, problem.ToString(), cancellationToken);
        }

        if (outcome == CallOutcome.Refused)
        {
            return await BlockAsync(record, purchase.Key, ReasonOf(problem), problem.ToString(), cancellationToken);
        }

        // Not sent: nothing took effect. The next try is a message of its own, so that waiting burns no deliveries.
        var retryAt = time.GetUtcNow() + (problem.RetryAfter ?? options.RetryAfter);
        var kept = await orders.EditFromAsync(record, Who.System, time, edit =>
        {
            if (edit.Record.Find(purchase.Key)!.State == PurchaseOrderState.Placing)
            {
                edit.Move(purchase.Key, PurchaseOrderState.Planned, $"not sent: {problem}");
            }
        }, cancellationToken);
        await queues.SendPurchaseOrderAsync(purchase.Key, purchase.BuyerAccountId, retryAt, cancellationToken);
        return kept;
    }

    private Task<OrderRecord> BlockAsync(OrderRecord record, PurchaseOrderKey key, HoldReason reason, string detail, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Who.System, time, edit =>
        {
            var state = edit.Record.Find(key)!.State;
            if (PurchaseOrderTransitions.IsAllowed(state, PurchaseOrderState.Blocked))
            {
                edit.Move(key, PurchaseOrderState.Blocked, reason.English, edit.HoldFor(reason, detail));
            }
        }, cancellationToken);

    private Task<OrderRecord> DoubtAsync(OrderRecord record, PurchaseOrderKey key, string why, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Who.System, time, edit =>
        {
            if (edit.Record.Find(key)!.State == PurchaseOrderState.Placing)
            {
                edit.Replace(key, old => old with { Placement = old.Placement! with { LookUpAt = edit.Now + options.LookUpAfter, FruitlessLookUps = 0 } });
                edit.Move(key, PurchaseOrderState.PlacementUnknown, why);
            }
        }, cancellationToken);

    private async Task<OrderRecord> SettleAsync(OrderRecord record, PurchaseOrder purchase, BuyerAccount buyer, CancellationToken cancellationToken)
    {
        var placement = purchase.Placement!;
        if (placement.LookUpAt > time.GetUtcNow())
        {
            return record;
        }

        var found = await market.FindByKeyAsync(buyer, purchase.Key.Value, cancellationToken);
        if (!found.IsSuccess)
        {
            return await orders.EditFromAsync(record, Who.System, time, edit => edit.Change(
                purchase.Key,
                "look-up-failed",
                found.Problem.ToString(),
                old => old with { Placement = old.Placement! with { LookUpAt = edit.Now + options.LookUpAgainAfter } }), cancellationToken);
        }

        if (found.Value.Count > 0)
        {
            return await AdoptAsync(record, purchase.Key, [.. found.Value.Select(order => order.OrderId)], FindLeftOut(purchase, found.Value), "the look-up found it on 1688", cancellationToken);
        }

        return await orders.EditFromAsync(record, Who.System, time, edit =>
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
                edit.Tell("look-up-empty", $"look-up {fruitless} of {options.FruitlessLookUps} found nothing", purchase: purchase.Key);
            }
            else if (current.Placement.Attempt < options.Attempts)
            {
                edit.Move(purchase.Key, PurchaseOrderState.Planned, $"{fruitless} look-ups found nothing: it was not made, and is tried anew");
            }
            else
            {
                edit.Move(purchase.Key, PurchaseOrderState.Blocked, HoldReasons.PlacementUnsettled.English, edit.HoldFor(HoldReasons.PlacementUnsettled, $"our number is {purchase.Key}"));
            }
        }, cancellationToken);
    }

    private async Task<OrderRecord> AdoptAsync(OrderRecord record, PurchaseOrderKey key, IReadOnlyList<string> orderIds, IReadOnlyList<FailedLine> failed, string why, CancellationToken cancellationToken)
    {
        // The ids are safe before anything else is asked of the market.
        var now = time.GetUtcNow();
        var adopted = await orders.EditFromAsync(record, Who.Market, time, edit =>
        {
            var current = edit.Record.Find(key)!;
            if (current.State is not (PurchaseOrderState.Placing or PurchaseOrderState.PlacementUnknown))
            {
                return;
            }

            edit.Replace(key, old => old with { SupplierOrders = [.. orderIds.Select(id => FirstSight(id, old, now))], Placement = old.Placement! with { LookUpAt = null } });
            edit.Tell("purchase-placed", why, null, string.Join(", ", orderIds), key);
            if (failed.Count > 0)
            {
                var detail = string.Join("; ", failed.Select(line => $"{line.OfferId}/{line.SpecId}: {line.Code} {line.Text}"));
                edit.Move(key, PurchaseOrderState.Blocked, HoldReasons.PlacedInPart.English, edit.HoldFor(HoldReasons.PlacedInPart, detail));
            }
            else
            {
                edit.Move(key, PurchaseOrderState.AwaitingApproval, why);
            }
        }, cancellationToken);
        return adopted;
    }

    // The answer that named the lines which were left out never came: the orders themselves say what is in them.
    private static List<FailedLine> FindLeftOut(PurchaseOrder purchase, IReadOnlyList<SupplierOrder> found) => found.Any(order => order.Lines.Count == 0)
        ? []
        : [.. purchase.Lines
            .Where(line => found.SelectMany(order => order.Lines).Where(one => one.OfferId == line.OfferId && one.SpecId == line.SpecId).Sum(one => one.Quantity) < line.Quantity)
            .Select(line => new FailedLine(line.OfferId, line.SpecId, "LEFT_OUT", "not in the order that was found"))];

    // Until the market was read, the preview's figures stand in; the approval step reads it before it asks for money.
    private static SupplierOrderRecord FirstSight(string orderId, PurchaseOrder purchase, DateTimeOffset now) => new()
    {
        OrderId = orderId,
        Status = SupplierOrderStatus.AwaitingPayment,
        RawStatus = "placed",
        Total = purchase.Preview?.Total ?? Money.Cny(0),
        Freight = purchase.Preview?.Freight ?? Money.Cny(0),
        IsPaid = false,
        CreatedAt = now,
        ModifiedAt = DateTimeOffset.MinValue,
    };

    private async Task HandOnAsync(PurchaseOrder before, PurchaseOrder purchase, IWorkflows workflows, CancellationToken cancellationToken)
    {
        if (purchase.State == PurchaseOrderState.PlacementUnknown)
        {
            // Hosts' clocks differ, so a look-up may be called for before it is due here. The queue would drop the same message as a repeat.
            var isEarly = before.State == PurchaseOrderState.PlacementUnknown && before.Placement!.LookUpAt == purchase.Placement!.LookUpAt;
            await queues.SendPurchaseOrderAsync(purchase.Key, purchase.BuyerAccountId, isEarly ? time.GetUtcNow() + options.RetryAfter : purchase.Placement!.LookUpAt, cancellationToken);
        }
        else if (purchase.State == PurchaseOrderState.Planned && purchase.Placement?.FruitlessLookUps > 0)
        {
            await queues.SendPurchaseOrderAsync(purchase.Key, purchase.BuyerAccountId, time.GetUtcNow(), cancellationToken);
        }
        else if (purchase.SupplierOrders.Count > 0)
        {
            await workflows.StartFulfilmentAsync(purchase.Key, cancellationToken);
        }
    }

    // A forwarder tells parcels apart by the store's order number.
    private static string? MessageOf(OrderRecord record, PurchaseOrder purchase, BuyerAccount buyer) => purchase.Route == PurchaseRoute.Transit
        ? string.Join(' ', ((string?[])[buyer.Remark, $"面单备注：{record.Store.Number}"]).OfType<string>())
        : buyer.Remark;

    private static HoldReason ReasonOf(CallProblem problem) => problem.Meaning switch
    {
        RefusalMeaning.OutOfStock => HoldReasons.OutOfStock,
        RefusalMeaning.BelowMinimumQuantity => HoldReasons.BelowMinimum,
        RefusalMeaning.OfferNotForSale or RefusalMeaning.SpecNotOfOffer => HoldReasons.OfferUnavailable,
        _ => HoldReasons.PlacementRefused,
    };

    private static string Digest(PurchaseRequest request)
    {
        var lines = string.Join('\n', request.Lines.Select(line => $"{line.OfferId}/{line.SpecId}x{line.Quantity}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Key}\n{lines}\n{request.ShipTo.Digest()}")));
    }
}
