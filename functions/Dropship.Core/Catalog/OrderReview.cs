using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;

namespace Dropship.Core.Catalog;

/// <summary>Looks at a store order and decides what becomes of it: waits, is held, is bought, or is given up. Pure.</summary>
public static class OrderReview
{
    /// <summary>Applies the decision to an order.</summary>
    /// <param name="edit">The order.</param>
    /// <param name="account">Its store.</param>
    /// <param name="mappings">The mappings in force for its SKUs.</param>
    public static void Apply(OrderEdit edit, StoreAccount account, IReadOnlyDictionary<string, SkuMapping> mappings)
    {
        var record = edit.Record;
        var order = record.Store;
        if (OrderTransitions.IsFinal(record.State))
        {
            return;
        }

        // Nothing is bought on an older word while the newest cannot be made out.
        if (record.Unreadable is { } fault && record.PurchaseOrders.Count == 0)
        {
            edit.Move(OrderState.Held, "the store's order cannot be read", edit.HoldFor(HoldReasons.OrderMalformed, fault));
            return;
        }

        if (WhyNotWanted(order) is { } reason)
        {
            GiveUp(edit, reason, OrderState.Cancelled);
        }
        else if (IsFulfilledElsewhere(record))
        {
            GiveUp(edit, "the store order was fulfilled elsewhere", OrderState.FulfilledElsewhere);
        }
        else if (record.PurchaseOrders.Count == 0)
        {
            Start(edit, account, mappings);
        }

        OrderSettlement.Settle(edit);
    }

    /// <summary>The SKUs that the order waits for; none when it does not.</summary>
    public static IReadOnlyList<string> WaitsForSkus(OrderRecord record) => record.Hold?.Code == HoldReasons.SkuUnmapped.Code ? record.Hold.Subjects : [];

    private static void Start(OrderEdit edit, StoreAccount account, IReadOnlyDictionary<string, SkuMapping> mappings)
    {
        var order = edit.Record.Store;
        var uncovered = PurchasePlan.FindUncovered(order, mappings);
        var missing = AddressRules.FindMissing(order.ShipTo);
        if (!IsPaid(order, account))
        {
            edit.Move(OrderState.AwaitingMoney, $"the store says {order.Payment}");
        }
        else if (order.StoreHold is { } held)
        {
            edit.Move(OrderState.Held, "the store holds the order back", edit.HoldFor(HoldReasons.StoreHold, held));
        }
        else if (order.IsTest && !account.TakeTestOrders)
        {
            edit.Move(OrderState.Held, "it is a test order", edit.HoldFor(HoldReasons.TestOrder, order.Number));
        }
        else if (uncovered.LinesWithoutSku.Count > 0)
        {
            edit.Move(OrderState.Held, "a line has no SKU", edit.HoldFor(HoldReasons.LineWithoutSku, DescribeLines(order, uncovered.LinesWithoutSku), uncovered.LinesWithoutSku));
        }
        else if (uncovered.UnmappedSkus.Count > 0)
        {
            edit.Move(OrderState.Held, "a SKU is not mapped", edit.HoldFor(HoldReasons.SkuUnmapped, string.Join(", ", uncovered.UnmappedSkus), uncovered.UnmappedSkus));
        }
        else if (missing.Count > 0)
        {
            edit.Move(OrderState.Held, "the address is incomplete", edit.HoldFor(HoldReasons.AddressIncomplete, string.Join(", ", missing), missing));
        }
        else if (account.Forwarder is null && AddressRules.RouteTo(order.ShipTo!) == PurchaseRoute.Transit)
        {
            edit.Move(OrderState.Held, "the buyer is outside China and the store has no forwarder", edit.HoldFor(HoldReasons.ForwarderMissing, order.ShipTo!.Country));
        }
        else
        {
            foreach (var purchase in PurchasePlan.Make(edit.Record.Key, order, account, mappings, edit.Now))
            {
                edit.Add(purchase, $"{purchase.Lines.Count} kinds of goods of supplier {purchase.SupplierName ?? purchase.SupplierId}");
            }

            edit.Change("placing-mode", "the mode in force", record => record with { PlacingMode = account.PlacingMode }, null, account.PlacingMode.ToString());
            edit.Move(OrderState.Purchasing, "all lines are mapped and paid");
        }
    }

    private static bool IsPaid(StoreOrder order, StoreAccount account) => order.Payment switch
    {
        StorePaymentStatus.Paid or StorePaymentStatus.PartiallyRefunded => true,
        StorePaymentStatus.Authorized => account.TakeAuthorizedOrders,
        _ => false,
    };

    private static string? WhyNotWanted(StoreOrder order)
    {
        if (order.IsCancelled)
        {
            return "the store order was cancelled";
        }

        return order.Payment switch
        {
            StorePaymentStatus.Refunded => "the store order was paid back",
            StorePaymentStatus.Voided => "the store order's payment was voided",
            _ => null,
        };
    }

    private static bool IsFulfilledElsewhere(OrderRecord record)
    {
        var store = record.Store;
        if (store.Lines.Count == 0 || store.Lines.Any(PurchasePlan.IsOpen) || store.Fulfilment != StoreFulfilmentStatus.Fulfilled)
        {
            return false;
        }

        var ours = record.PurchaseOrders.SelectMany(purchase => purchase.Parcels).Where(parcel => parcel.PushedNumber is not null || parcel.FulfilmentId is not null).ToList();
        return !store.Fulfilments.Any(fulfilment => !fulfilment.IsCancelled
            && ours.Any(parcel => parcel.FulfilmentId == fulfilment.FulfilmentId || (parcel.PushedNumber is not null && fulfilment.TrackingNumbers.Contains(parcel.PushedNumber))));
    }

    // What is not placed yet ends here; what is placed is told to cancel, and its orchestration does it.
    private static void GiveUp(OrderEdit edit, string why, OrderState end)
    {
        foreach (var purchase in edit.Record.PurchaseOrders)
        {
            switch (purchase.State)
            {
                case PurchaseOrderState.AwaitingConfirmation or PurchaseOrderState.Planned:
                case PurchaseOrderState.Blocked when purchase.SupplierOrders.All(order => order.Status == SupplierOrderStatus.Cancelled) && purchase.Hold?.Code != HoldReasons.PlacementUnsettled.Code:
                    edit.Move(purchase.Key, end == OrderState.FulfilledElsewhere ? PurchaseOrderState.FulfilledElsewhere : PurchaseOrderState.Cancelled, why);
                    break;
                default:
                    if (purchase.CancelReason is null && !PurchaseOrderTransitions.IsFinal(purchase.State) && !(end == OrderState.FulfilledElsewhere && PurchaseOrderTransitions.IsPaid(purchase.State)))
                    {
                        edit.Change(purchase.Key, "cancel-wanted", why, old => old with { CancelReason = why });
                    }

                    break;
            }
        }

        if (edit.Record.PurchaseOrders.All(purchase => PurchaseOrderTransitions.IsFinal(purchase.State)) && !edit.Record.PurchaseOrders.Any(purchase => purchase.State == PurchaseOrderState.Completed))
        {
            edit.Move(end, why);
        }
    }

    private static string DescribeLines(StoreOrder order, IReadOnlyList<string> lineIds) =>
        string.Join(", ", order.Lines.Where(line => lineIds.Contains(line.LineId)).Select(line => $"{line.Title} (line {line.LineId})"));
}
