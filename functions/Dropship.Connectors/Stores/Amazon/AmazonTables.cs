using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Amazon;

/// <summary>Maps Amazon's states, carriers and refusals to ours. An unlisted state holds the order.</summary>
internal static class AmazonTables
{
    /// <summary>What Amazon takes for a carrier that it does not list; the name goes beside it.</summary>
    public const string Other = "Other";

    /// <summary>Amazon's code for a carrier, and the name beside one that it does not list; null for one that nobody knows here.</summary>
    /// <param name="name">The carrier's name.</param>
    /// <param name="code">The supplier's code of it; null when unknown.</param>
    /// <param name="country">The country that the parcel goes to; null when unknown.</param>
    public static (string Code, string? Name)? CarrierOf(string name, string? code, string? country) =>
        Carriers.Find(name, code) is not { } carrier ? null
        : PlatformCarriers.Of(AmazonPlatform.PlatformName, carrier, country) is { } listed ? (listed, null)
        : (Other, carrier.EnglishName);

    public static StorePaymentStatus Payment(string status) =>
        status switch
        {
            "PENDING" or "PENDING_AVAILABILITY" => StorePaymentStatus.Pending,
            "UNSHIPPED" or "PARTIALLY_SHIPPED" or "SHIPPED" or "UNFULFILLABLE" => StorePaymentStatus.Paid,

            // Nothing says whether one that was cancelled had been paid.
            "CANCELLED" => StorePaymentStatus.Voided,
            _ => StorePaymentStatus.Unknown,
        };

    public static StoreFulfilmentStatus Fulfilment(string status) =>
        status switch
        {
            "PENDING" or "PENDING_AVAILABILITY" or "UNSHIPPED" or "CANCELLED" => StoreFulfilmentStatus.Unfulfilled,
            "PARTIALLY_SHIPPED" => StoreFulfilmentStatus.PartiallyFulfilled,
            "SHIPPED" => StoreFulfilmentStatus.Fulfilled,
            "UNFULFILLABLE" => StoreFulfilmentStatus.OnHold,
            _ => StoreFulfilmentStatus.Unknown,
        };

    // Both a token that ended and a missing role are 403; the words tell them apart.
    public static bool IsTokenRefused(CallProblem problem) => problem.Text.Contains("token", StringComparison.OrdinalIgnoreCase);

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
            _ when text.Contains("already fulfilled", StringComparison.OrdinalIgnoreCase) => CallResult.Refused<T>(
                code,
                text,
                RefusalMeaning.WrongState
            ),
            _ => CallResult.Refused<T>(code, text),
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

            // The message is the same for all that is denied; the details name what was wrong, a token for one.
            var words = string.Join(' ', new[] { error.OptionalText("message"), error.OptionalText("details") }.OfType<string>());
            return (error.OptionalText("code") ?? CallProblems.Code(reply), words.Length > 0 ? words : "no message");
        }
        catch (UnreadableReplyException)
        {
            return (CallProblems.Code(reply), "refused");
        }
    }
}
