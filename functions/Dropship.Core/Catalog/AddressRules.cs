namespace Dropship.Core.Catalog;

/// <summary>What a delivery address must have before 1688 is asked to send something there.</summary>
public static class AddressRules
{
    // Countries whose addresses have no post code, or where it is commonly left out.
    private static readonly HashSet<string> s_postCodeOptional = new(StringComparer.Ordinal)
    {
        "AE", "AO", "BO", "BS", "CI", "CN", "FJ", "GH", "HK", "IE", "JM", "KE", "MO", "NG", "PA", "PH", "QA", "SA", "TW", "TZ", "UG", "VN", "ZW",
    };

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
            ("province", address.Province),
            ("city", address.City),
            ("line1", address.Line1),
            ("phone", address.Mobile ?? address.Phone),
            ("postCode", s_postCodeOptional.Contains(address.Country) ? "-" : address.PostCode),
        ];
        return [.. required.Where(field => string.IsNullOrWhiteSpace(field.Value)).Select(field => field.Field)];
    }
}
