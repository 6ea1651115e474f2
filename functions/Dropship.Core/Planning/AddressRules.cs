using Dropship.Core.Orders;

namespace Dropship.Core.Planning;

/// <summary>What a customer's address must have before anything is bought, and which way goods go there.</summary>
public static class AddressRules
{
    // Countries whose addresses have no post code, or where it is commonly left out.
    private static readonly HashSet<string> s_postCodeOptional = new(StringComparer.Ordinal)
    {
        "AE", "AO", "BO", "BS", "CI", "CN", "FJ", "GH", "HK", "IE", "JM", "KE", "MO", "NG", "PA", "PH", "QA", "SA", "TW", "TZ", "UG", "VN", "ZW",
    };

    /// <summary>The way to an address: 1688's suppliers deliver inside China, all else goes through a forwarder.</summary>
    public static PurchaseRoute RouteTo(ShipTo address) => address.Country is "CN" or "HK" or "MO" or "TW" ? PurchaseRoute.Direct : PurchaseRoute.Transit;

    /// <summary>The way of an order's goods: what gets a label of the platform's goes to the forwarder, wherever the customer is.</summary>
    public static PurchaseRoute RouteTo(StoreOrder order) =>
        order.HasPlatformLabel || order.ShipTo is null ? PurchaseRoute.Transit : RouteTo(order.ShipTo);

    /// <summary>The names of the fields that an order's address lacks; none when it will do.</summary>
    public static IReadOnlyList<string> FindMissing(StoreOrder order) =>
        order is { HasPlatformLabel: true, ShipTo: { } customer } ? string.IsNullOrWhiteSpace(customer.Country) ? ["country"] : [] : FindMissing(order.ShipTo);

    /// <summary>The names of the fields that are missing; none when the address will do.</summary>
    public static IReadOnlyList<string> FindMissing(ShipTo? address)
    {
        if (address is null)
        {
            return ["address"];
        }

        (string Field, string? Value)[] required =
        [
            ("fullName", address.FullName),
            ("country", address.Country),
            ("province", RouteTo(address) == PurchaseRoute.Direct ? address.Province : "-"),
            ("city", address.City),
            ("line1", address.Line1),
            ("phone", address.Mobile ?? address.Phone),
            ("postCode", s_postCodeOptional.Contains(address.Country) ? "-" : address.PostCode),
        ];
        return [.. required.Where(field => string.IsNullOrWhiteSpace(field.Value)).Select(field => field.Field)];
    }
}
