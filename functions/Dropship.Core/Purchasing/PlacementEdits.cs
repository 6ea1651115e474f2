using Dropship.Core.Orders;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Purchasing;

/// <summary>Saves what becomes of a purchase order on its way to 1688.</summary>
public sealed class PlacementEdits(IOrders orders, PurchasingOptions options, TimeProvider time)
{
    /// <summary>Writes the intent to place, which must be saved before the call goes out.</summary>
    /// <returns>Null when the order changed since it was read: then nothing may be sent.</returns>
    public async Task<Order?> TryIntendAsync(
        Order order,
        PurchaseOrder purchase,
        PlacementCheck check,
        string digest,
        CancellationToken cancellationToken
    )
    {
        var edit = new OrderEdit(order, Actor.System, time.GetUtcNow());
        var attempt = (purchase.Placement?.Attempt ?? 0) + 1;
        Remember(edit, check.Previews);
        edit.Replace(
            purchase.Key,
            old =>
                old with
                {
                    Reservation = check.Reservation,
                    Placement = new PlacementRecord
                    {
                        IntentAt = edit.Now,
                        Attempt = attempt,
                        RequestDigest = digest,
                    },
                }
        );
        edit.Move(
            purchase.Key,
            PurchaseOrderState.Placing,
            $"intent to place, attempt {attempt}, previewed at {check.Previews[purchase.Key].Total}"
        );
        try
        {
            return await orders.SaveAsync(edit.Record, edit.Events, cancellationToken);
        }
        catch (OrderChangedException)
        {
            return null;
        }
    }

    /// <summary>Takes what 1688 told of before anything was placed as its own.</summary>
    public Task<Order> AdoptKnownAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        orders.EditFromAsync(order, Actor.Market, time, edit => PurchaseAdoption.AdoptKnown(edit, key), cancellationToken);

    /// <summary>Takes over the 1688 orders that were made. Until 1688 was read, the preview's figures stand in; the approval reads it
    /// before it asks for money.</summary>
    public Task<Order> AdoptNewAsync(
        Order order,
        PurchaseOrderKey key,
        IReadOnlyList<string> orderIds,
        IReadOnlyList<FailedLine> failed,
        CancellationToken cancellationToken
    )
    {
        var preview = order.Find(key)?.Preview;
        IReadOnlyList<SupplierOrderRecord> placed =
        [
            .. orderIds.Select(id => new SupplierOrderRecord
            {
                OrderId = id,
                Status = SupplierOrderStatus.AwaitingPayment,
                RawStatus = "placed",
                Total = preview?.Total ?? Money.Cny(0),
                Freight = preview?.Freight ?? Money.Cny(0),
                IsPaid = false,
                CreatedAt = time.GetUtcNow(),
                ModifiedAt = DateTimeOffset.MinValue,
            }),
        ];
        return AdoptAsync(order, key, placed, failed, "1688 took the purchase order", cancellationToken);
    }

    /// <summary>Takes over 1688 orders. Their ids are safe before anything else is asked of 1688.</summary>
    public Task<Order> AdoptAsync(
        Order order,
        PurchaseOrderKey key,
        IReadOnlyList<SupplierOrderRecord> placed,
        IReadOnlyList<FailedLine> failed,
        string why,
        CancellationToken cancellationToken
    ) => orders.EditFromAsync(order, Actor.Market, time, edit => PurchaseAdoption.Adopt(edit, key, placed, failed, why), cancellationToken);

    /// <summary>Blocks a purchase order until a person releases it.</summary>
    public Task<Order> BlockAsync(
        Order order,
        PurchaseOrderKey key,
        HoldReason reason,
        HoldDetail detail,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<PurchaseOrderKey, PreviewRecord>? previews = null
    ) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                if (PurchaseOrderTransitions.IsAllowed(edit.Record.Find(key)!.State, PurchaseOrderState.Blocked))
                {
                    Remember(edit, previews ?? new Dictionary<PurchaseOrderKey, PreviewRecord>());
                    edit.Move(key, PurchaseOrderState.Blocked, reason.Code, edit.HoldFor(reason, detail));
                }
            },
            cancellationToken
        );

    /// <summary>Holds a purchase order that waits for room under a limit. It stays planned, so that it goes on by itself.</summary>
    public Task<Order> WaitForRoomAsync(
        Order order,
        PurchaseOrderKey key,
        PlacementCheck check,
        GuardViolation limit,
        CancellationToken cancellationToken
    ) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                if (edit.Record.Find(key)!.State == PurchaseOrderState.Planned)
                {
                    Remember(edit, check.Previews);
                    edit.SetHold(key, edit.HoldFor(limit.Reason, limit.Detail), limit.Reason.Code);
                }
            },
            cancellationToken
        );

    /// <summary>Cancels a planned purchase order.</summary>
    public Task<Order> CancelAsync(Order order, PurchaseOrderKey key, string reason, CancellationToken cancellationToken) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                if (edit.Record.Find(key)!.State == PurchaseOrderState.Planned)
                {
                    edit.Move(key, PurchaseOrderState.Cancelled, reason);
                    OrderStateRollup.Settle(edit);
                }
            },
            cancellationToken
        );

    /// <summary>Puts a purchase order back whose call was not sent: nothing took effect.</summary>
    public Task<Order> ReturnAsync(Order order, PurchaseOrderKey key, CallProblem problem, CancellationToken cancellationToken) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                if (edit.Record.Find(key)!.State == PurchaseOrderState.Placing)
                {
                    edit.Move(key, PurchaseOrderState.Planned, $"not sent: {problem}");
                    PurchaseAdoption.AdoptKnown(edit, key);
                }
            },
            cancellationToken
        );

    /// <summary>Notes that it is unknown whether the call took effect. Only look-ups lead on from here.</summary>
    public Task<Order> DoubtAsync(Order order, PurchaseOrderKey key, string why, CancellationToken cancellationToken) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                if (edit.Record.Find(key)!.State == PurchaseOrderState.Placing)
                {
                    edit.Replace(
                        key,
                        old =>
                            old with
                            {
                                Placement = old.Placement! with { LookUpAt = edit.Now + options.LookUpDelay, FruitlessLookUps = 0 },
                            }
                    );
                    edit.Move(key, PurchaseOrderState.PlacementUnknown, why);
                    PurchaseAdoption.AdoptKnown(edit, key);
                }
            },
            cancellationToken
        );

    /// <summary>Notes that a look-up could not be made, and when the next one is due.</summary>
    public Task<Order> PostponeLookUpAsync(
        Order order,
        PurchaseOrderKey key,
        EventKind what,
        string why,
        TimeSpan pause,
        CancellationToken cancellationToken
    ) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit => edit.Change(key, what, why, old => old with { Placement = old.Placement! with { LookUpAt = edit.Now + pause } }),
            cancellationToken
        );

    /// <summary>Counts a look-up that found nothing, and decides when there were enough of them.</summary>
    public Task<Order> CountEmptyLookUpAsync(
        Order order,
        PurchaseOrderKey key,
        DateTimeOffset? dueAt,
        CancellationToken cancellationToken
    ) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                var purchase = edit.Record.Find(key)!;
                if (purchase.State != PurchaseOrderState.PlacementUnknown || purchase.Placement!.LookUpAt != dueAt)
                {
                    // One look-up counts once: it was counted by another host, or by our own write whose answer was lost.
                    return;
                }

                var fruitless = purchase.Placement.FruitlessLookUps + 1;
                edit.Replace(
                    key,
                    old =>
                        old with
                        {
                            Placement = old.Placement! with
                            {
                                FruitlessLookUps = fruitless,
                                LookUpAt = edit.Now + options.LookUpAgainAfter,
                            },
                        }
                );
                if (fruitless < options.FruitlessLookUps)
                {
                    edit.AddEvent(
                        EventKinds.LookUpEmpty,
                        $"look-up {fruitless} of {options.FruitlessLookUps} found nothing",
                        purchase: key
                    );
                }
                else if (purchase.SupplierOrders.Count > 0)
                {
                    var leftOut = PurchaseAdoption.FindLeftOut(purchase, purchase.SupplierOrders);
                    PurchaseAdoption.Adopt(edit, key, purchase.SupplierOrders, leftOut, "1688 told of it, and of nothing else");
                }
                else if (purchase.Placement.Attempt < options.Attempts)
                {
                    edit.Move(key, PurchaseOrderState.Planned, $"{fruitless} look-ups found nothing: it was not made, and is tried anew");
                }
                else
                {
                    edit.Move(
                        key,
                        PurchaseOrderState.Blocked,
                        HoldReasons.PlacementUnsettled.Code,
                        edit.HoldFor(HoldReasons.PlacementUnsettled, HoldSentences.Unsettled.With(("key", key.Value)))
                    );
                }
            },
            cancellationToken
        );

    private static void Remember(OrderEdit edit, IReadOnlyDictionary<PurchaseOrderKey, PreviewRecord> previews)
    {
        foreach (var (key, preview) in previews)
        {
            edit.Replace(key, old => old with { Preview = preview });
        }
    }
}
