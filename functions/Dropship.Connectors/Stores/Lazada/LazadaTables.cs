using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Dropship.Connectors.Http;
using Dropship.Core;

namespace Dropship.Connectors.Stores.Lazada;

/// <summary>Maps Lazada's states and refusals to ours. An unlisted state holds the order.</summary>
internal static partial class LazadaTables
{
    private static readonly FrozenDictionary<string, string> s_markets = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SGD"] = "sg",
        ["MYR"] = "my",
        ["THB"] = "th",
        ["VND"] = "vn",
        ["PHP"] = "ph",
        ["IDR"] = "id",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_countries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Singapore"] = "SG",
        ["Malaysia"] = "MY",
        ["Thailand"] = "TH",
        ["Vietnam"] = "VN",
        ["Viet Nam"] = "VN",
        ["Philippines"] = "PH",
        ["Indonesia"] = "ID",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_open = FrozenSet.ToFrozenSet(
        ["unpaid", "pending", "topack", "packed", "repacked"],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> s_sent = FrozenSet.ToFrozenSet(
        ["ready_to_ship", "toship", "shipping", "shipped", "delivered", "returned", "shipped_back", "shipped_back_success"],
        StringComparer.Ordinal
    );

    private static readonly FrozenDictionary<string, RefusalMeaning> s_meanings = new Dictionary<string, RefusalMeaning>(
        StringComparer.Ordinal
    )
    {
        ["16"] = RefusalMeaning.NotFound,
        ["600001"] = RefusalMeaning.NotFound,
        ["600002"] = RefusalMeaning.TakenBack,
        ["30012"] = RefusalMeaning.NotFound,
        ["700000"] = RefusalMeaning.WrongState,
        ["700021"] = RefusalMeaning.NotFound,
        ["700026"] = RefusalMeaning.WrongState,
        ["700027"] = RefusalMeaning.WrongState,
        ["700028"] = RefusalMeaning.WrongState,
        ["700031"] = RefusalMeaning.TooSoon,
        ["700040"] = RefusalMeaning.TooSoon,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The market in which prices are in a currency; null for none.</summary>
    public static string? MarketOf(string currency) => s_markets.GetValueOrDefault(currency);

    /// <summary>The code of a country that Lazada names; the name as it stands for another.</summary>
    public static string CountryOf(string name) => s_countries.GetValueOrDefault(name.Trim(), name);

    /// <summary>Whether an item in this state is still to be handed over.</summary>
    public static bool IsOpen(string status) => s_open.Contains(status);

    /// <summary>Whether an item in this state was arranged for shipment.</summary>
    public static bool IsSent(string status) => s_sent.Contains(status);

    /// <summary>Whether an item in this state comes, or came, back from the customer.</summary>
    public static bool IsBack(string status) => status is "returned" or "shipped_back" or "shipped_back_success";

    /// <summary>Whether an item in this state may be packed.</summary>
    public static bool MayBePacked(string status) => status is "pending" or "topack" or "repacked";

    /// <summary>Whether an item in this state needs a person: it failed, was lost, or says what nobody knows here.</summary>
    public static bool IsHeld(string status) => !IsOpen(status) && !IsSent(status) && status != "canceled";

    public static bool IsTokenRefused(CallProblem problem) => problem.Code == "IllegalAccessToken";

    /// <summary>What the code of an envelope means to the caller.</summary>
    public static CallResult<T> Failed<T>(ApiRequest call, string code, string? type, string text) =>
        code switch
        {
            "ApiCallLimit" => CallProblems.RateLimited<T>(code, text, BanOf(text)),

            // The clock is off, or the gate failed: nothing was carried out.
            "IllegalTimestamp" => CallProblems.NotSent<T>(code, text),
            "IllegalAccessToken"
            or "IncompleteSignature"
            or "InvalidAppKey"
            or "IllegalRefreshToken"
            or "InvalidCode"
            or "SellerNotVerified"
            or "AUTH_TYPE_UNSUPPORTED"
            or "InsufficientPermission" => CallResult.Unauthorized<T>(code, text),
            "6" or "40011" => CallProblems.Transient<T>(call, code, text),
            _ when type is "ISP" or "SYSTEM" => CallProblems.Transient<T>(call, code, text),
            _ => Failed<T>(code, text),
        };

    /// <summary>What the code of a result or of a row means to the caller.</summary>
    public static CallResult<T> Failed<T>(string code, string text) =>
        code is "700024" or "6" or "40011"
            ? CallProblems.NotSent<T>(code, text)
            : CallResult.Refused<T>(code, text, s_meanings.GetValueOrDefault(code));

    private static TimeSpan? BanOf(string text) =>
        Ban().Match(text) is { Success: true } match
            ? TimeSpan.FromSeconds(int.Parse(match.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture))
            : null;

    [GeneratedRegex(@"last (?<seconds>\d{1,5}) second", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ban();
}
