using System.Collections.Frozen;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>Maps TikTok's states, carriers and refusals to ours. An unlisted state holds the order.</summary>
internal static class TikTokTables
{
    private static readonly FrozenDictionary<string, string> s_currencies = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["US"] = "USD",
        ["GB"] = "GBP",
        ["UK"] = "GBP",
        ["DE"] = "EUR",
        ["ES"] = "EUR",
        ["FR"] = "EUR",
        ["IE"] = "EUR",
        ["IT"] = "EUR",
        ["JP"] = "JPY",
        ["ID"] = "IDR",
        ["MY"] = "MYR",
        ["PH"] = "PHP",
        ["SG"] = "SGD",
        ["TH"] = "THB",
        ["VN"] = "VND",
        ["MX"] = "MXN",
        ["BR"] = "BRL",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_packingMarkets = FrozenSet.ToFrozenSet(
        ["US", "GB", "UK", "ES", "IE", "IT", "DE", "FR", "JP"],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> s_statuses = FrozenSet.ToFrozenSet(
        ["UNPAID", "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"],
        StringComparer.Ordinal
    );

    // Of these TikTok says to try again: what became of a write is not known.
    private static readonly FrozenSet<string> s_transient = FrozenSet.ToFrozenSet(
        [
            "10002014",
            "10002015",
            "10037002",
            "10037003",
            "10037004",
            "11001027",
            "11001031",
            "11006005",
            "11006026",
            "21001003",
            "21001008",
            "21001011",
            "21001029",
            "21001043",
            "21001055",
            "21008300",
            "21022029",
            "21022030",
            "36009003",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenDictionary<string, RefusalMeaning> s_meanings = Meanings();

    /// <summary>The currency of a market; null for one that is not known here.</summary>
    public static string? CurrencyOf(string region) => s_currencies.GetValueOrDefault(region);

    /// <summary>Whether the seller packs a market's orders as they go out; elsewhere TikTok makes the packages once an order is
    /// paid.</summary>
    public static bool MakesPackages(string region) => s_packingMarkets.Contains(region);

    public static bool IsCancelled(string status) => status is "CANCELLED" or "CANCEL";

    /// <summary>Whether an order in this state needs a person: TikTok holds it, or says what nobody knows here.</summary>
    public static bool IsHeld(string status) => !s_statuses.Contains(status) && !IsCancelled(status);

    /// <summary>How far a piece is.</summary>
    /// <param name="status">Its own state.</param>
    /// <param name="package">The state of its package; null when it is in none.</param>
    public static TikTokUnitState StateOf(string status, string? package) =>
        IsCancelled(status) ? TikTokUnitState.Cancelled
        : package is "PROCESSING" or "FULFILLING" or "COMPLETED" ? TikTokUnitState.Sent
        : status switch
        {
            "UNPAID" or "ON_HOLD" or "AWAITING_SHIPMENT" or "PARTIALLY_SHIPPING" => TikTokUnitState.Open,
            "AWAITING_COLLECTION" or "IN_TRANSIT" or "DELIVERED" or "COMPLETED" => TikTokUnitState.Sent,
            _ => TikTokUnitState.Held,
        };

    /// <summary>The id of a carrier among those that TikTok lists for an order, by its word in <c>carriers.json</c>, its English name or
    /// its code; null for one that is not known here or not listed.</summary>
    /// <param name="name">The carrier's name.</param>
    /// <param name="code">The supplier's code of it; null when unknown.</param>
    /// <param name="country">The country that the parcel goes to; null when unknown.</param>
    /// <param name="listed">The carriers that TikTok lists.</param>
    public static string? CarrierOf(string name, string? code, string? country, IReadOnlyList<(string Id, string Name)> listed)
    {
        if (Carriers.Find(name, code) is not { } carrier)
        {
            return null;
        }

        string?[] words = [PlatformCarriers.Of(TikTokPlatform.PlatformName, carrier, country), carrier.EnglishName, carrier.Code];
        return words
            .OfType<string>()
            .Select(word => listed.Where(one => Letters(one.Name) == Letters(word)).Select(one => one.Id).FirstOrDefault())
            .FirstOrDefault(id => id is not null);
    }

    public static bool IsTokenRefused(CallProblem problem) => problem.Code is "105000" or "105001" or "105002";

    /// <summary>What the code of an envelope means to the caller.</summary>
    public static CallResult<T> Failed<T>(ApiRequest call, string code, string text) =>
        code switch
        {
            "36009002" => CallProblems.RateLimited<T>(code, text, null),

            // One code for a clock that is off and for parameters that are wrong.
            "36009004" when text.Contains("timestamp", StringComparison.OrdinalIgnoreCase) => CallProblems.NotSent<T>(code, text),
            "105000" or "105001" or "105002" or "105005" or "106001" or "36009033" or "10006402" => CallResult.Unauthorized<T>(code, text),
            _ when s_transient.Contains(code) => CallProblems.Transient<T>(call, code, text),
            _ => CallResult.Refused<T>(code, text, s_meanings.GetValueOrDefault(code)),
        };

    /// <summary>What the code of a reply about tokens means: whatever is refused there, the seller must agree anew.</summary>
    public static CallResult<TikTokCredentials> TokenFailed(ApiRequest call, string code, string text)
    {
        var failed = Failed<TikTokCredentials>(call, code, text);
        return failed.Outcome == CallOutcome.Refused ? CallResult.Unauthorized<TikTokCredentials>(code, text) : failed;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static FrozenDictionary<string, RefusalMeaning> Meanings()
    {
        (RefusalMeaning Meaning, string[] Codes)[] all =
        [
            (RefusalMeaning.AlreadyFulfilled, ["21011006", "21011020", "21011027", "21011040", "21042056", "11006021", "21008099"]),
            (RefusalMeaning.OrderCancelled, ["21011041", "21011042"]),
            (RefusalMeaning.NotFound, ["21008111", "21011028"]),
            (
                RefusalMeaning.WrongState,
                [
                    // The order's state, a request of the customer, or an invoice that is missing.
                    "10007002",
                    "21004006",
                    "21004019",
                    "21004020",
                    "21008044",
                    "21011003",
                    "21011007",
                    "21011043",
                    "21042057",
                    "25001010",
                    // The carrier or the number.
                    "11028006",
                    "21004012",
                    "21004015",
                    "21004016",
                    "21011022",
                    "21011025",
                    "21011026",
                    "21022032",
                    "21034012",
                    // What the seller may not do with this order, or not any more.
                    "21008025",
                    "21008106",
                    "21008117",
                    "21011004",
                    "21011030",
                    "21011036",
                    "21011046",
                    "21011048",
                    "21011049",
                    "21011050",
                    "21011051",
                    "21011052",
                ]
            ),
        ];
        return all.SelectMany(one => one.Codes.Select(code => KeyValuePair.Create(code, one.Meaning)))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }
}
