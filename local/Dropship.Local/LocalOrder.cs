using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Local;

/// <summary>An order as the table shows it.</summary>
/// <param name="Number">The store's number.</param>
/// <param name="State">The name of its state.</param>
/// <param name="HoldCode">Why it is held; null when it is not.</param>
/// <param name="Purchases">Its purchase orders.</param>
internal sealed record LocalOrder(string Number, string State, string? HoldCode, IReadOnlyList<LocalPurchase> Purchases)
{
    private static readonly HashSet<string> s_ends = new(StringComparer.Ordinal)
    {
        "Fulfilled",
        "FulfilledElsewhere",
        "Cancelled",
        "SellerFulfilled",
    };
    private static readonly HashSet<string> s_yours = new(StringComparer.Ordinal)
    {
        "AwaitingApproval",
        "AwaitingConfirmation",
        "Approved",
    };

    public bool IsConfirmed => State == "Fulfilled";

    public bool HasEnded => s_ends.Contains(State);

    public bool IsHeld => HoldCode is not null || Purchases.Any(purchase => purchase.HoldCode is not null);

    /// <summary>Whether it goes on only when a person acts.</summary>
    public bool WaitsForYou => IsHeld || (!HasEnded && Purchases.Any(purchase => s_yours.Contains(purchase.State)));

    /// <summary>Whether it has ended or is held.</summary>
    public bool IsAtRest => HasEnded || IsHeld;

    /// <summary>Its purchase orders; one that is null while there are none.</summary>
    public IEnumerable<LocalPurchase?> Rows => Purchases.Cast<LocalPurchase?>().DefaultIfEmpty();

    /// <summary>Sorts the newest first: the store counts its orders.</summary>
    public static IEnumerable<LocalOrder> NewestFirst(IEnumerable<LocalOrder> orders) =>
        orders.OrderByDescending(order => Count(order.Number)).ThenByDescending(order => order.Number, StringComparer.Ordinal);

    public static LocalOrder From(JsonNode order) =>
        new(
            order["number"]!.GetValue<string>(),
            order["state"]!.GetValue<string>(),
            order["holdCode"]?.GetValue<string>(),
            [
                .. order["purchaseOrders"]!
                    .AsArray()
                    .Select(purchase => new LocalPurchase(
                        purchase!["supplierName"]?.GetValue<string>() ?? string.Empty,
                        purchase["state"]!.GetValue<string>(),
                        AmountOf(purchase["amount"]),
                        string.Join(' ', purchase["trackingNumbers"]!.AsArray().Select(number => number!.GetValue<string>())),
                        purchase["holdCode"]?.GetValue<string>()
                    )),
            ]
        );

    private static string AmountOf(JsonNode? amount) =>
        amount is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"{amount["minor"]!.GetValue<long>() / 100m:0.00} {amount["currency"]}");

    private static long Count(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }
}
