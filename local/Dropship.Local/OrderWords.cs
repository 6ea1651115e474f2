using System.Text.RegularExpressions;

namespace Dropship.Local;

/// <summary>Where an order stands, in people's words.</summary>
internal static partial class OrderWords
{
    private static readonly Dictionary<string, string> s_orders = new(StringComparer.Ordinal)
    {
        ["New"] = "New",
        ["AwaitingPayment"] = "Waiting for customer payment",
        ["Held"] = "On hold",
        ["Purchasing"] = "Being purchased",
        ["Fulfilled"] = "Confirmed by the store",
        ["FulfilledElsewhere"] = "Fulfilled elsewhere",
        ["Cancelled"] = "Cancelled",
        ["SellerFulfilled"] = "Fulfilled by seller",
    };

    private static readonly Dictionary<string, string> s_purchases = new(StringComparer.Ordinal)
    {
        ["AwaitingConfirmation"] = "Waiting for your confirmation",
        ["Planned"] = "Ready to order",
        ["Placing"] = "Ordering",
        ["PlacementUnknown"] = "Order result unknown",
        ["AwaitingApproval"] = "Waiting for your approval",
        ["ApprovalExpired"] = "Approval expired",
        ["Rejected"] = "Rejected",
        ["Approved"] = "Approved, to be paid",
        ["Paying"] = "Paying",
        ["PaymentUnknown"] = "Payment result unknown",
        ["AwaitingShipment"] = "Waiting for shipment",
        ["PartlyShipped"] = "Partly shipped",
        ["Shipped"] = "Shipped",
        ["PushRefused"] = "Store rejected tracking",
        ["Completed"] = "Confirmed by the store",
        ["Cancelling"] = "Cancelling",
        ["Cancelled"] = "Cancelled",
        ["RefundDue"] = "Refund due",
        ["Blocked"] = "On hold",
        ["FulfilledElsewhere"] = "Fulfilled elsewhere",
    };

    /// <summary>The states of orders that have words.</summary>
    public static IEnumerable<string> OrderStates => s_orders.Keys;

    /// <summary>The states of purchase orders that have words.</summary>
    public static IEnumerable<string> PurchaseStates => s_purchases.Keys;

    /// <summary>The state of an order.</summary>
    public static string OfOrder(string state) => s_orders.GetValueOrDefault(state) ?? Spread(state);

    /// <summary>The state of a purchase order.</summary>
    public static string OfPurchase(string state) => s_purchases.GetValueOrDefault(state) ?? Spread(state);

    /// <summary>The status of a row: the order's when it has no purchase order, is held or has ended; else the purchase's.</summary>
    public static string Status(LocalOrder order, LocalPurchase? purchase) =>
        (order.HoldCode, purchase) switch
        {
            ({ } code, _) => Hold(code),
            (null, { HoldCode: { } code }) => Hold(code),
            (null, null) => OfOrder(order.State),
            _ when order.HasEnded => OfOrder(order.State),
            _ => OfPurchase(purchase.State),
        };

    /// <summary>The order and all that it waits for, as one line.</summary>
    public static string Line(LocalOrder order)
    {
        static bool IsKnown(string? word) => word is { Length: > 0 };
        var rows = order.Rows.Select(purchase =>
            string.Join(", ", ((string?[])[Status(order, purchase), purchase?.Amount, purchase?.Tracking]).Where(IsKnown))
        );
        return $"{order.Number}: {string.Join("; ", rows)}";
    }

    private static string Hold(string code) =>
        $"On hold: {code.Replace('_', ' ').ToLowerInvariant().Replace("sku", "SKU", StringComparison.Ordinal)}";

    private static string Spread(string state)
    {
        var words = WordStart().Replace(state, " $0").Trim().ToLowerInvariant();
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WordStart();
}
