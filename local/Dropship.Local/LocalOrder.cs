using System.Text.Json.Nodes;

namespace Dropship.Local;

/// <summary>An order as the board shows it.</summary>
/// <param name="Number">The store's number.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Waiting">What it waits for a person for; null when it goes on by itself.</param>
/// <param name="Purchases">Its purchase orders.</param>
internal sealed record LocalOrder(string Number, string State, string? Waiting, IReadOnlyList<LocalPurchase> Purchases)
{
    private static readonly HashSet<string> s_final = new(StringComparer.Ordinal) { "Fulfilled", "FulfilledElsewhere", "Cancelled" };

    public bool IsConfirmed => State == "Fulfilled";

    /// <summary>Whether nothing more happens to it unless a person acts.</summary>
    public bool IsAtRest => s_final.Contains(State) || Waiting is not null || Purchases.Any(purchase => purchase.Waiting is not null);

    public static LocalOrder From(JsonNode order) => new(
        order["number"]!.GetValue<string>(),
        order["state"]!.GetValue<string>(),
        order["holdCode"]?.GetValue<string>(),
        [.. order["purchaseOrders"]!.AsArray().Select(purchase => new LocalPurchase(
            purchase!["supplierName"]?.GetValue<string>() ?? string.Empty,
            purchase["state"]!.GetValue<string>(),
            purchase["amount"] is { } amount ? $"{amount["minor"]!.GetValue<long>() / 100m:0.00} {amount["currency"]}" : string.Empty,
            string.Join(' ', purchase["trackingNumbers"]!.AsArray().Select(number => number!.GetValue<string>())),
            purchase["holdCode"]?.GetValue<string>()))]);
}
