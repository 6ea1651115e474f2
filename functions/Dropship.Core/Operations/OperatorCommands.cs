using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Operations;

/// <summary>The commands of operators for waiting orders. Each records who and why in the order's history.</summary>
public sealed class OperatorCommands(
    IOrders orders,
    IWorkQueues queues,
    OrderProjection projection,
    IFulfilmentWaker waker,
    TimeProvider time
)
{
    private static readonly HoldReason[] s_readAgain =
    [
        HoldReasons.OrderMalformed,
        HoldReasons.StoreHold,
        HoldReasons.GoodsHidden,
        HoldReasons.MappingContradicted,
        HoldReasons.LineWithoutSku,
        HoldReasons.AddressIncomplete,
        HoldReasons.PushRefused,
    ];

    /// <summary>Confirms that a prepared purchase order is placed. The second time changes nothing.</summary>
    /// <returns>False when there is nothing to confirm.</returns>
    public async Task<bool> ConfirmAsync(PurchaseOrderKey key, string who, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(key.Order, cancellationToken) is not { } before || before.Find(key) is null)
        {
            return false;
        }

        var after = await orders.EditFromAsync(
            before,
            Actor.Person(who),
            time,
            edit =>
            {
                if (edit.Record.Find(key)!.State == PurchaseOrderState.AwaitingConfirmation)
                {
                    edit.Move(key, PurchaseOrderState.Planned, "confirmed");
                }
            },
            cancellationToken
        );
        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        var purchase = after.Find(key)!;
        if (purchase.State != PurchaseOrderState.Planned)
        {
            return false;
        }

        await queues.SendPurchaseOrderAsync(key, purchase.PurchasingAccountId, PlacementMessageId.Planned(purchase), cancellationToken);
        return true;
    }

    /// <summary>Releases held work: it continues from the failed step; earlier steps are not repeated.</summary>
    /// <param name="key">The order.</param>
    /// <param name="who">Who releases it.</param>
    /// <param name="why">Why.</param>
    /// <returns>The released hold codes; none if nothing was held.</returns>
    public async Task<IReadOnlyList<string>> ReleaseAsync(OrderKey key, string who, string why, CancellationToken cancellationToken)
    {
        var before = await orders.RequireAsync(key, cancellationToken);
        var released = new List<string>();
        var after = await orders.EditFromAsync(
            before,
            Actor.Person(who),
            time,
            edit =>
            {
                released.Clear();
                var held = edit
                    .Record.PurchaseOrders.Where(purchase => purchase.Hold is not null)
                    .ToLookup(purchase => purchase.State == PurchaseOrderState.RefundDue);
                foreach (var purchase in held[false])
                {
                    if (Release(edit, purchase, who, why))
                    {
                        released.Add(purchase.Hold!.Code);
                    }
                }

                // A release that releases nothing else closes a refund claim.
                if (released.Count == 0 && (edit.Record.Hold is null || edit.Record.Hold.Is(HoldReasons.CancelledAfterPayment)))
                {
                    released.AddRange(
                        held[true].Where(purchase => Release(edit, purchase, who, why)).Select(purchase => purchase.Hold!.Code)
                    );
                }

                if (edit.Record.Hold.Is(HoldReasons.PurchaseRejected))
                {
                    // Releasing an order with a cancelled purchase buys it again.
                    foreach (
                        var purchase in edit.Record.PurchaseOrders.Where(purchase =>
                            purchase is { State: PurchaseOrderState.Cancelled, Replacement: null, IsSale: true }
                        )
                    )
                    {
                        edit.Change(purchase.Key, EventKinds.RevisionWanted, why, old => old with { Replacement = new Replacement(why) });
                    }
                }
                else if (edit.Record.Hold.Is(HoldReasons.CancelledAfterPayment))
                {
                    // What was sent is claimed or let be: there is nothing left to wait for.
                    edit.Move(OrderState.Fulfilled, why);
                }
            },
            cancellationToken
        );

        // Only the store itself knows whether its hold is over, or what is wrong with the order is put right there.
        if (
            after.Unreadable is not null
            || before.Hold.Is(s_readAgain)
            || before.PurchaseOrders.Any(purchase => purchase.Hold.Is(s_readAgain))
        )
        {
            await queues.SendStoreChangeAsync(key, null, null, cancellationToken);
        }

        await queues.SendOrderAsync(key, cancellationToken);
        foreach (var purchase in after.PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Planned))
        {
            // One that stays planned would be called for as before, and the queue drops that.
            await queues.SendPurchaseOrderAsync(
                purchase.Key,
                purchase.PurchasingAccountId,
                PlacementMessageId.Changed(after),
                cancellationToken
            );
        }

        await waker.WakeAsync(before, after, isRedelivery: true, cancellationToken);
        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        if (before.Hold is { } hold)
        {
            released.Add(hold.Code);
        }

        return released;
    }

    /// <summary>Cancels a purchase order: an unplaced one ends at once, an unpaid one is closed on 1688, a paid one becomes a refund
    /// claim.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="who">Who cancels it.</param>
    /// <param name="why">Why.</param>
    /// <returns>False when there is no such purchase order, when it is at its end, or when its parcels are on their way and
    /// nobody was asked whether they are still wanted.</returns>
    public async Task<bool> CancelAsync(PurchaseOrderKey key, string who, string why, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(key.Order, cancellationToken) is not { } before || before.Find(key) is null)
        {
            return false;
        }

        var reason = $"cancelled by {who}: {why}";
        var after = await orders.EditFromAsync(
            before,
            Actor.Person(who),
            time,
            edit =>
            {
                var purchase = edit.Record.Find(key)!;
                if (OrderActions.EndsAtOnce(purchase))
                {
                    edit.Replace(key, old => old with { CancelReason = reason });
                    edit.Move(key, PurchaseOrderState.Cancelled, reason);
                    OrderStateRollup.Settle(edit);
                }
                else if (OrderActions.CanBeCalledOff(purchase))
                {
                    edit.Change(key, EventKinds.CancelWanted, reason, old => old with { CancelReason = reason });
                }
            },
            cancellationToken
        );
        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        if (after.Find(key)!.CancelReason is null)
        {
            return false;
        }

        // Wakes the others too: another purchase order may have waited for the cancelled one.
        await waker.WakeAsync(before, after, isRedelivery: true, cancellationToken);
        return true;
    }

    /// <summary>Has the store, 1688 and the order itself looked at now. Changes nothing that they do not call for.</summary>
    /// <param name="key">The order.</param>
    /// <param name="who">Who wants it.</param>
    /// <param name="wait">How long the store and 1688 are left alone before; null for not at all.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task LookAgainAsync(OrderKey key, string who, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var before = await orders.RequireAsync(key, cancellationToken);
        var after = await orders.EditFromAsync(
            before,
            Actor.Person(who),
            time,
            edit => edit.AddEvent(EventKinds.LookAgain, "asked for by a person"),
            cancellationToken
        );
        await queues.SendStoreChangeAsync(key, null, wait, cancellationToken);
        foreach (var purchase in after.PurchaseOrders)
        {
            foreach (var placed in purchase.SupplierOrders.Where(placed => placed.Status != SupplierOrderStatus.Cancelled))
            {
                await queues.SendSupplierChangeAsync(
                    new SupplierChange(purchase.PurchasingAccountId, placed.OrderId),
                    wait,
                    cancellationToken
                );
            }
        }

        await queues.SendOrderAsync(key, cancellationToken);
        await waker.WakeAsync(before, after, isRedelivery: true, cancellationToken);
    }

    /// <summary>
    /// Has goods sent once more, at the seller's cost: a purchase order of its own under a key of its own, linked to the one that it
    /// repeats. Its number joins the fulfilment that the store already has. The same wish again, before it is placed, is the same purchase
    /// order.
    /// </summary>
    /// <param name="key">The store order.</param>
    /// <param name="pieces">What to send again, in pieces of the store's lines.</param>
    /// <param name="who">Who wants it.</param>
    /// <param name="why">Why.</param>
    /// <returns>The new purchase orders; none if these line items were not bought here or the address is erased.</returns>
    public async Task<IReadOnlyList<PurchaseOrderKey>> ResendAsync(
        OrderKey key,
        IReadOnlyList<LineQuantity> pieces,
        string who,
        string why,
        CancellationToken cancellationToken
    )
    {
        var before = await orders.RequireAsync(key, cancellationToken);
        var wanted = pieces
            .GroupBy(piece => piece.LineId, StringComparer.Ordinal)
            .ToDictionary(line => line.Key, line => line.Sum(piece => piece.Quantity), StringComparer.Ordinal);
        var made = new List<PurchaseOrderKey>();
        var after = await orders.EditFromAsync(
            before,
            Actor.Person(who),
            time,
            edit =>
            {
                made.Clear();
                var originals = edit
                    .Record.PurchaseOrders.Where(purchase =>
                        purchase.IsSale
                        && PurchaseOrderTransitions.IsPaid(purchase.State)
                        && purchase.Lines.Any(line => line.Sources.Any(source => wanted.ContainsKey(source.StoreLineId)))
                    )
                    .ToList();
                if (edit.Record.StoreOrder.ShipTo is null || originals.Count == 0)
                {
                    return;
                }

                foreach (var original in originals)
                {
                    var resend = PurchasePlan.MakeResend(edit.Record, original, wanted, edit.Now);
                    if (
                        edit.Record.PurchaseOrders.FirstOrDefault(one =>
                            one.State == PurchaseOrderState.Planned && one.ResendOf == original.Key && AsksForSame(one, resend)
                        ) is
                        { } same
                    )
                    {
                        // Asked before, and the process ended before it was handed on.
                        made.Add(same.Key);
                        continue;
                    }

                    edit.Add(resend, $"sends {original.Key} once more: {why}");
                    made.Add(resend.Key);
                }

                if (edit.Record.State == OrderState.Fulfilled)
                {
                    edit.Move(OrderState.Purchasing, why);
                }
            },
            cancellationToken
        );
        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        if (made.Count > 0)
        {
            await queues.SendOrderAsync(key, cancellationToken);
        }

        return made;
    }

    private static bool Release(OrderEdit edit, PurchaseOrder purchase, string who, string why)
    {
        if (purchase.Hold is { } hold && PurchaseGuards.CanBeWaived(hold) && purchase.Cost is { } cost)
        {
            edit.Change(
                purchase.Key,
                EventKinds.GuardWaived,
                why,
                old => old with { Waivers = [.. old.Waivers, new GuardWaiver(hold.Code, cost, who, why, edit.Now)] },
                hold.Code,
                $"up to {cost}"
            );
        }

        switch (purchase.State)
        {
            case PurchaseOrderState.Planned:
                edit.SetHold(purchase.Key, null, why);
                return true;
            case PurchaseOrderState.Blocked when purchase.SupplierOrders.Count == 0:
                // A person checked 1688 and found no order: the next intent may create it again.
                edit.Replace(
                    purchase.Key,
                    old =>
                        old with
                        {
                            Placement = old.Placement is null ? null : old.Placement with { FruitlessLookUps = 0, LookUpAt = null },
                        }
                );
                edit.Move(purchase.Key, PurchaseOrderState.Planned, why);
                return true;
            case PurchaseOrderState.Blocked when purchase.SupplierOrders.All(order => order.Status == SupplierOrderStatus.Cancelled):
                // A sale is bought again; a resend needs a new request.
                edit.Replace(purchase.Key, old => old with { Replacement = old.IsSale ? new Replacement(why) : null });
                edit.Move(purchase.Key, PurchaseOrderState.Cancelled, why);
                return true;
            case PurchaseOrderState.Blocked when purchase.CancelReason is not null && !IsPaidWhole(purchase):
                // What lives there is being cancelled.
                return false;
            case PurchaseOrderState.Blocked:
                PartialPlacement.KeepWhatIsThere(edit, purchase.Key, why);
                if (IsPaidWhole(purchase))
                {
                    Accept(edit, purchase, why);
                }
                else
                {
                    edit.Move(purchase.Key, PurchaseOrderState.AwaitingApproval, why);
                }

                return true;
            case PurchaseOrderState.AwaitingApproval
            or PurchaseOrderState.ApprovalExpired
            or PurchaseOrderState.Rejected
            or PurchaseOrderState.Approved when purchase.Hold.Is(HoldReasons.PaidBeyondApproval) && IsPaidWhole(purchase):
                Accept(edit, purchase, why);
                return true;
            case PurchaseOrderState.Shipped when purchase.Hold is { } late && HoldReasons.IsOfForwarder(late.Code):
                edit.Replace(
                    purchase.Key,
                    old =>
                        old with
                        {
                            // A forwarder that goes on being late is told again.
                            Acknowledged = late.Is(HoldReasons.ForwarderLate) ? old.Acknowledged : [.. old.Acknowledged, late.Detail],
                            Forwarding = old.Forwarding is { Announced.Count: > 0 } told
                                ? told with
                                {
                                    LookAt = edit.Now,
                                    PatienceFrom = edit.Now,
                                }
                                : old.Forwarding,
                        }
                );
                edit.SetHold(purchase.Key, null, why);
                return true;
            case PurchaseOrderState.AwaitingShipment
            or PurchaseOrderState.PartlyShipped
            or PurchaseOrderState.Shipped
            or PurchaseOrderState.Completed when purchase.Hold is { } ofShipment && IsSettledByWord(ofShipment, purchase.State):
                edit.Replace(
                    purchase.Key,
                    old =>
                        old with
                        {
                            Acknowledged = [.. old.Acknowledged, ofShipment.Detail],
                            Parcels = [.. old.Parcels.Select(parcel => Settled(parcel, ofShipment))],
                        }
                );
                edit.SetHold(purchase.Key, null, why);
                return true;
            case PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped when purchase.Hold is { } settled:
                edit.Replace(purchase.Key, old => old with { Acknowledged = [.. old.Acknowledged, settled.Detail] });
                edit.SetHold(purchase.Key, null, why);
                return true;
            case PurchaseOrderState.Shipped or PurchaseOrderState.Completed when purchase is { AwaitsSettling: true, Hold: { } settled }:
                edit.Replace(purchase.Key, old => old with { Acknowledged = [.. old.Acknowledged, settled.Detail] });
                edit.SetHold(purchase.Key, null, why);

                // The hold behind it becomes visible: a parcel without a number.
                SupplierProgress.Apply(edit, purchase.Key, []);
                return true;
            case PurchaseOrderState.ApprovalExpired:
                edit.Move(purchase.Key, PurchaseOrderState.AwaitingApproval, why);
                return true;
            case PurchaseOrderState.Approved:
                edit.Change(purchase.Key, EventKinds.PaymentAgain, why, old => old with { Hold = null, Payment = null });
                return true;
            case PurchaseOrderState.PushRefused:
                edit.Replace(
                    purchase.Key,
                    old =>
                        old with
                        {
                            Parcels = [.. old.Parcels.Select(parcel => parcel.Push == PushState.Refused ? ToldAgain(parcel) : parcel)],
                        }
                );
                edit.Move(purchase.Key, AllShipped(purchase) ? PurchaseOrderState.Shipped : PurchaseOrderState.PartlyShipped, why);
                return true;
            case PurchaseOrderState.Cancelling when purchase.Hold.Is(HoldReasons.CancelRefused):
                edit.SetHold(purchase.Key, null, why);
                return true;
            case PurchaseOrderState.AwaitingApproval when purchase.Hold.Is(HoldReasons.PaidBeyondApproval):
                // 1688 shows further unpaid orders: approval is requested for all of them.
                edit.SetHold(purchase.Key, null, why);
                return true;
            case PurchaseOrderState.Shipped when purchase.Hold.Is(HoldReasons.ParcelWithoutNumber):
                edit.Change(
                    purchase.Key,
                    EventKinds.NumberByHand,
                    why,
                    old =>
                        old with
                        {
                            Hold = null,
                            Parcels =
                            [
                                .. old.Parcels.Select(parcel =>
                                    parcel.IsNameless ? parcel with { IsNumberedByHand = true, WaybillNumber = null } : parcel
                                ),
                            ],
                        },
                    purchase.Hold.Code
                );
                edit.FollowLeads();
                return true;
            case PurchaseOrderState.RefundDue:
                // The person confirms the refund or gives up the claim.
                edit.Move(purchase.Key, PurchaseOrderState.Cancelled, why);
                return true;
            default:
                return false;
        }
    }

    // Of what else is wrong with a shipment, a parcel without a number needs more than a word once all is shipped.
    private static bool IsSettledByWord(Hold hold, PurchaseOrderState state) =>
        HoldReasons.IsOfShipment(hold.Code) && (!hold.Is(HoldReasons.ParcelWithoutNumber) || state != PurchaseOrderState.Shipped);

    private static Parcel Settled(Parcel parcel, Hold hold) =>
        hold.Is(HoldReasons.NumberDoubtful) && (parcel.Doubt is not null || parcel.IsDoubted)
            ? parcel with
            {
                CheckedNumber = parcel.NumberKey,
            }
        : hold.Is(HoldReasons.ShipmentSuspected) && parcel.AwaitsPickup && hold.Subjects.Contains(parcel.ParcelId)
            ? parcel with
            {
                IsPickupWaived = true,
            }
        : parcel;

    private static bool IsPaidWhole(PurchaseOrder purchase) =>
        purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled).All(order => order.IsPaid);

    // A person accepts what was paid without an approval: that acceptance is the approval, and it stands in the history with the name.
    private static void Accept(OrderEdit edit, PurchaseOrder purchase, string why)
    {
        var paid = purchase.Amount!.Value;
        var earlier = purchase.Approval;
        var round = new Approval
        {
            Round = (earlier?.Round ?? 0) + 1,
            State = ApprovalState.Approved,
            Amount = paid,
            AmountReadAt = edit.Now,
            PreviousAmount = earlier?.Amount,
            RequestedAt = edit.Now,
            ExpiresAt = edit.Now,
            DecidedAt = edit.Now,
            Why = why,
        };
        edit.Change(
            purchase.Key,
            EventKinds.PaymentAccepted,
            why,
            old =>
                old with
                {
                    Approval = round,
                    EarlierApprovals = earlier is null ? old.EarlierApprovals : [.. old.EarlierApprovals, earlier],
                    Payment = old.Payment is { } payment ? payment with { ApprovalRound = round.Round, Limit = round.Limit } : null,
                    Hold = null,
                },
            earlier?.Amount.ToString(),
            paid.ToString()
        );
        if (purchase.State is PurchaseOrderState.Blocked or PurchaseOrderState.ApprovalExpired or PurchaseOrderState.Rejected)
        {
            edit.Move(purchase.Key, PurchaseOrderState.AwaitingApproval, why);
        }

        if (purchase.State != PurchaseOrderState.Approved)
        {
            edit.Move(purchase.Key, PurchaseOrderState.Approved, why);
        }

        SupplierProgress.Apply(edit, purchase.Key, []);
    }

    private static bool AsksForSame(PurchaseOrder one, PurchaseOrder other) =>
        one
            .Lines.SelectMany(line => line.Sources)
            .Select(source => (source.StoreLineId, source.StorePieces))
            .SequenceEqual(other.Lines.SelectMany(line => line.Sources).Select(source => (source.StoreLineId, source.StorePieces)));

    // A person has seen the other number: where it still stands, it stays.
    private static Parcel ToldAgain(Parcel parcel) =>
        parcel with
        {
            Push = PushState.Pending,
            PushAgainAt = null,
            PushDoubts = 0,
            Problem = null,
            YieldsToOthers = parcel.Problem?.Meaning == RefusalMeaning.TrackingConflict,
        };

    private static bool AllShipped(PurchaseOrder purchase) =>
        purchase
            .SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled)
            .All(order =>
                order.Status is SupplierOrderStatus.AwaitingReceipt or SupplierOrderStatus.Received or SupplierOrderStatus.Completed
            );
}
