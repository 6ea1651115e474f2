using System.Collections.Frozen;
using System.Globalization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Ebay;

/// <summary>Maps eBay's states, carriers and refusals to ours. An unlisted state stays unknown.</summary>
internal static class EbayTables
{
    private static readonly FrozenDictionary<string, RefusalMeaning> s_meanings = new Dictionary<string, RefusalMeaning>(
        StringComparer.Ordinal
    )
    {
        ["32100"] = RefusalMeaning.NotFound,
        ["32210"] = RefusalMeaning.AlreadyFulfilled,
        ["34100"] = RefusalMeaning.WrongState,
        ["34200"] = RefusalMeaning.WrongState,
        ["34300"] = RefusalMeaning.WrongState,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>eBay's word for a carrier; its English name where eBay lists none, which eBay takes as text; null for one that nobody knows
    /// here.</summary>
    /// <param name="name">The carrier's name.</param>
    /// <param name="code">The supplier's code of it; null when unknown.</param>
    /// <param name="country">The country that the parcel goes to; null when unknown.</param>
    public static (string Word, bool IsListed)? CarrierOf(string name, string? code, string? country) =>
        Carriers.Find(name, code) is not { } carrier ? null
        : PlatformCarriers.Of(EbayPlatform.PlatformName, carrier, country) is { } word ? (word, true)
        : (carrier.EnglishName, false);

    public static StorePaymentStatus Payment(string status) =>
        status switch
        {
            "PENDING" or "FAILED" => StorePaymentStatus.Pending,
            "PAID" => StorePaymentStatus.Paid,
            "PARTIALLY_REFUNDED" => StorePaymentStatus.PartiallyRefunded,
            "FULLY_REFUNDED" => StorePaymentStatus.Refunded,
            _ => StorePaymentStatus.Unknown,
        };

    public static bool IsTokenRefused(CallProblem problem) => problem.Code is "1001" or "http-401";

    /// <summary>The problem that a reply tells.</summary>
    public static CallResult<T> Failed<T>(ApiRequest call, ApiResponse reply)
    {
        if (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        var (code, text) = Words(reply);
        return reply.Status switch
        {
            401 or 403 => CallResult.Unauthorized<T>(code, text),
            404 => CallResult.Refused<T>(code, text, RefusalMeaning.NotFound),
            409 => CallResult.Refused<T>(code, text, RefusalMeaning.WrongState),
            _ => CallResult.Refused<T>(code, text, s_meanings.GetValueOrDefault(code)),
        };
    }

    /// <summary>The problem that a reply about tokens tells.</summary>
    public static CallResult<AppCredentials> TokenFailed(ApiRequest call, ApiResponse reply)
    {
        if (CallProblems.OfStatus<AppCredentials>(call, reply) is { } failed)
        {
            return failed;
        }

        var json = reply.ReadObject();
        return CallResult.Unauthorized<AppCredentials>(
            json.OptionalText("error") ?? CallProblems.Code(reply),
            json.OptionalText("error_description") ?? "no message"
        );
    }

    private static (string Code, string Text) Words(ApiResponse reply)
    {
        try
        {
            var error = reply.ReadObject().OptionalItems("errors") is [var first, ..] ? first : default;
            return (
                error.OptionalWhole("errorId")?.ToString(CultureInfo.InvariantCulture) ?? CallProblems.Code(reply),
                error.OptionalText("longMessage") ?? error.OptionalText("message") ?? "no message"
            );
        }
        catch (UnreadableReplyException)
        {
            return (CallProblems.Code(reply), "refused");
        }
    }
}
