using Dropship.Core.Orders;

namespace Dropship.Core.Planning;

/// <summary>What a customer's address must have before anything is bought, and which way goods go there.</summary>
public static class AddressRules
{
    // Countries whose addresses have no post code, or where it is commonly left out.
    private static readonly HashSet<string> s_postCodeOptional = new(
        (
            "AE AG AO AW BF BH BI BJ BO BS BW BZ CD CF CG CI CK CM CN CO CR CV CW DJ DM EC ER FJ GA GD GH GM GN GQ GW GY HK HN IE JM KE KI KM KN KZ LC LK LR LS LY MA ML MO MR MS MW MZ NA NG NI NR NU "
            + "PA PE PH PK PY QA RO RW SA SB SC SL SM SN SO SR SS ST SV SX SY TD TG TK TL TO TR TT TV TW TZ UG UZ VC VN VU WS YE ZM ZW"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>The names of all fields that can be missing.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["fullName", "country", "province", "city", "line1", "phone", "postCode"];

    /// <summary>The way to an address: 1688's suppliers deliver inside China, all else goes through a forwarder.</summary>
    public static PurchaseRoute RouteTo(ShipTo address) =>
        address.Country is "CN" or "HK" or "MO" or "TW" ? PurchaseRoute.Direct : PurchaseRoute.Transit;

    /// <summary>The way of an order's goods: what gets a label of the platform's goes to the forwarder, wherever the customer is.</summary>
    public static PurchaseRoute RouteTo(StoreOrder order) =>
        order.HasPlatformLabel || order.ShipTo is null ? PurchaseRoute.Transit : RouteTo(order.ShipTo);

    /// <summary>The names of the fields that an order's address lacks; none when it will do. What goes to the forwarder needs the country
    /// alone.</summary>
    public static IReadOnlyList<string> FindMissing(StoreOrder order) =>
        order.ShipTo switch
        {
            null => ["address"],
            { } customer when RouteTo(order) == PurchaseRoute.Transit => string.IsNullOrWhiteSpace(customer.Country) ? ["country"] : [],
            { } customer => FindMissing(customer),
        };

    /// <summary>The names of the fields that a delivery to an address needs and that are missing; none when the address will do.</summary>
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
            ("province", RouteTo(address) == PurchaseRoute.Direct ? ChineseRegions.ProvinceOf(address.Country, address.Province) : "-"),
            ("city", ChineseRegions.CityOf(address.Country, address.Province, address.City)),
            ("line1", address.Line1),
            ("phone", Phones.Normalise(address.Mobile) ?? Phones.Normalise(address.Phone)),
            ("postCode", s_postCodeOptional.Contains(address.Country) ? "-" : address.PostCode),
        ];
        return [.. required.Where(field => OutsideText.Fold(field.Value).Length == 0).Select(field => field.Field)];
    }
}
