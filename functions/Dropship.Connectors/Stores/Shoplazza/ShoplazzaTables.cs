using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Shoplazza;

/// <summary>Maps Shoplazza's states and refusals to ours. An unlisted state stays unknown.</summary>
internal static class ShoplazzaTables
{
    /// <summary>The code of a reply that brings what was asked for.</summary>
    public const string Success = "Success";

    /// <summary>Whether the customer has paid.</summary>
    /// <param name="status">The order's state.</param>
    /// <param name="financial">The state of its payment.</param>
    /// <param name="method">How it is paid; null when it is not told.</param>
    public static StorePaymentStatus Payment(string status, string financial, string? method) =>
        financial switch
        {
            // Cash on delivery is placed before it is paid.
            "waiting" => status == "placed" && method == "cod" ? StorePaymentStatus.Authorized : StorePaymentStatus.Pending,
            "paying" or "failed" => StorePaymentStatus.Pending,
            "authorized" => StorePaymentStatus.Authorized,
            "partially_paid" => StorePaymentStatus.PartiallyPaid,
            "paid" or "refunding" or "refund_failed" => StorePaymentStatus.Paid,
            "partially_refunded" => StorePaymentStatus.PartiallyRefunded,
            "refunded" => StorePaymentStatus.Refunded,
            "cancelled" => StorePaymentStatus.Voided,
            _ => StorePaymentStatus.Unknown,
        };

    /// <summary>Why the store holds an order back; null when it does not.</summary>
    /// <param name="status">The order's state.</param>
    /// <param name="financial">The state of its payment.</param>
    /// <param name="fulfilment">The state of its fulfilment.</param>
    public static string? HoldOf(string status, string financial, string fulfilment) =>
        status == "cancelled" ? null
        : status is not ("opened" or "placed" or "finished") ? $"status {status}"
        : financial is "refunding" or "refund_failed" ? $"payment {financial}"
        : fulfilment is "returning" or "cancelled" ? $"fulfillment {fulfilment}"
        : null;

    public static StoreFulfilmentStatus Fulfilment(string status) =>
        status switch
        {
            "initialled" or "waiting" or "cancelled" => StoreFulfilmentStatus.Unfulfilled,
            "partially_shipped" or "partially_finished" => StoreFulfilmentStatus.PartiallyFulfilled,
            "shipped" or "finished" or "partially_returned" or "returned" => StoreFulfilmentStatus.Fulfilled,
            _ => StoreFulfilmentStatus.Unknown,
        };

    public static bool IsTokenRefused(CallProblem problem) => problem.Code == "http-401";

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
            401 => CallResult.Unauthorized<T>(CallProblems.Code(reply), text),
            403 => CallResult.Unauthorized<T>(code, text),
            404 => CallResult.Refused<T>(code, text, RefusalMeaning.NotFound),
            _ => CallResult.Refused<T>(code, text),
        };
    }

    /// <summary>The problem that a reply about tokens tells.</summary>
    public static CallResult<T> TokenFailed<T>(ApiRequest call, ApiResponse reply)
    {
        if (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        var (code, text) = Words(reply);
        return CallResult.Unauthorized<T>(code, text);
    }

    // Newer versions tell a code and a message, older ones errors as a list or by field, and the page of consent an error.
    private static (string Code, string Text) Words(ApiResponse reply)
    {
        try
        {
            var json = reply.ReadObject();
            return (
                json.OptionalText("code") ?? json.OptionalText("error") ?? CallProblems.Code(reply),
                json.OptionalText("message")
                    ?? json.OptionalText("error_description")
                    ?? (json.OptionalField("errors") is { } errors ? TextOf(errors) : "no message")
            );
        }
        catch (UnreadableReplyException)
        {
            return (CallProblems.Code(reply), "refused");
        }
    }

    private static string TextOf(JsonElement errors) =>
        errors.ValueKind switch
        {
            JsonValueKind.Array => string.Join("; ", errors.EnumerateArray().Select(TextOf)),
            JsonValueKind.Object => string.Join("; ", errors.EnumerateObject().Select(one => $"{one.Name} {TextOf(one.Value)}")),
            _ => errors.ToString(),
        };
}
