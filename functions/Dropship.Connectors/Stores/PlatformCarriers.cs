using System.Collections.Frozen;
using System.Text.Json;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores;

/// <summary>
/// How platforms write carriers: from <c>carriers.json</c>, by our code of the carrier, for all countries under <c>*</c>, and where a
/// country has another word under its code.
/// </summary>
internal static class PlatformCarriers
{
    private const string AllCountries = "*";

    private static readonly FrozenDictionary<string, Dictionary<string, Dictionary<string, string>>> s_platforms = Load();

    /// <summary>The platforms that have words of their own.</summary>
    public static IEnumerable<string> Platforms => s_platforms.Keys;

    /// <summary>The countries of a platform, with the words that each has.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, string>> Countries(string platform) => s_platforms[platform];

    /// <summary>A platform's word for a carrier; null for a carrier that nobody knows here, or that the platform has no word for.</summary>
    /// <param name="platform">The platform's name.</param>
    /// <param name="carrier">The carrier.</param>
    /// <param name="country">The country that the parcel goes to; null when it is not known.</param>
    public static string? Of(string platform, Carrier? carrier, string? country) =>
        carrier is null ? null : Find(platform, country, carrier.Code) ?? Find(platform, AllCountries, carrier.Code);

    private static string? Find(string platform, string? country, string code) =>
        country is not null && s_platforms[platform].TryGetValue(country, out var words) ? words.GetValueOrDefault(code) : null;

    private static FrozenDictionary<string, Dictionary<string, Dictionary<string, string>>> Load()
    {
        using var stream = typeof(PlatformCarriers).Assembly.GetManifestResourceStream("Stores/carriers.json")!;
        return JsonSerializer
            .Deserialize<Dictionary<string, Dictionary<string, Dictionary<string, string>>>>(stream)!
            .ToFrozenDictionary(StringComparer.Ordinal);
    }
}
