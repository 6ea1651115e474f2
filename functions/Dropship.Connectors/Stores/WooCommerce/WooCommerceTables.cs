using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>Maps WooCommerce's states and refusals to ours. Plug-ins add states: an unlisted one holds the order.</summary>
internal static class WooCommerceTables
{
    /// <summary>Whether the customer has paid. A bank transfer is awaited, and a payment that failed may be tried again.</summary>
    public static StorePaymentStatus Payment(string status, bool hasPaid, bool hasRefunds) =>
        status switch
        {
            "pending" or "checkout-draft" or "auto-draft" or "failed" or "on-hold" => StorePaymentStatus.Pending,

            // Cash on delivery is processed before it is paid.
            "processing" => !hasPaid ? StorePaymentStatus.Authorized
            : hasRefunds ? StorePaymentStatus.PartiallyRefunded
            : StorePaymentStatus.Paid,
            "completed" => hasRefunds ? StorePaymentStatus.PartiallyRefunded : StorePaymentStatus.Paid,
            "refunded" => StorePaymentStatus.Refunded,
            "cancelled" or "trash" => hasPaid ? StorePaymentStatus.Paid : StorePaymentStatus.Pending,
            _ => StorePaymentStatus.Unknown,
        };

    /// <summary>Whether the store holds an order back in this state, or says what nobody knows here.</summary>
    public static bool IsHeld(string status) =>
        status
            is not (
                "pending"
                or "checkout-draft"
                or "auto-draft"
                or "failed"
                or "processing"
                or "completed"
                or "refunded"
                or "cancelled"
                or "trash"
            );

    /// <summary>The problem that a reply tells.</summary>
    public static CallResult<T> Failed<T>(ApiRequest call, ApiResponse reply)
    {
        if (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        var (code, text) = Words(reply);
        return (reply.Status, code) switch
        {
            // A firewall in front of the store turned the call away before WooCommerce saw it.
            (_, null) => CallProblems.NotSent<T>(CallProblems.Code(reply), "what came is no answer of WooCommerce's"),
            (401 or 403, _) => CallResult.Unauthorized<T>(code, text),
            (404, "woocommerce_rest_shop_order_invalid_id" or "woocommerce_rest_invalid_order_id") => CallResult.Refused<T>(
                code,
                text,
                RefusalMeaning.NotFound
            ),
            _ => CallResult.Refused<T>(code, text),
        };
    }

    private static (string? Code, string Text) Words(ApiResponse reply)
    {
        try
        {
            var json = reply.ReadObject();
            return (json.OptionalText("code"), json.OptionalText("message") ?? "no message");
        }
        catch (UnreadableReplyException)
        {
            return (null, string.Empty);
        }
    }
}
