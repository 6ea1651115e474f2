using System.Collections.Frozen;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>Maps Shopee's states to ours. An unlisted state stays unknown.</summary>
internal static class ShopeeTables
{
    /// <summary>The label of a package was never asked for.</summary>
    public const string LabelNotAsked = "logistics.shipping_document_should_print_first";

    // The daily count of calls starts anew at midnight in Singapore.
    private static readonly TimeSpan s_dayOffset = TimeSpan.FromHours(8);

    private static readonly FrozenDictionary<string, string> s_currencies = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SG"] = "SGD",
        ["MY"] = "MYR",
        ["TH"] = "THB",
        ["TW"] = "TWD",
        ["ID"] = "IDR",
        ["VN"] = "VND",
        ["PH"] = "PHP",
        ["BR"] = "BRL",
        ["MX"] = "MXN",
        ["CO"] = "COP",
        ["CL"] = "CLP",
        ["AR"] = "ARS",
        ["PL"] = "PLN",
        ["ES"] = "EUR",
        ["FR"] = "EUR",
        ["IN"] = "INR",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_unauthorized = FrozenSet.ToFrozenSet(
        [
            "error_auth",
            "error_sign",
            "invalid_acceess_token",
            "invalid_access_token",
            "invalid_partner_id",
            "partner_shop_no_link",
            "shop_no_linked",
            "merchant_no_linked",
            "shop_banned",
            "shop_access_expired",
            "merchant_access_expired",
            "refresh_token_expired",
            "error_shop_refresh_token",
            "error_merchant_refresh_token",
            "error_permission",
            "error_api_permission",
            "error_ashop_api_permission",
            "error_api_call_restricted",
            "error_kyc_auth",
            "error_partner_key_expired",
            "source_ip_undeclared",
            "invalid_code",
            "invalid_shop_id",
            "error_shop",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> s_transient = FrozenSet.ToFrozenSet(
        [
            "error_server",
            "error_network",
            "error_inner",
            "error_other",
            "error_data",
            "logistics.error_other",
            "logistics.error_connection",
            "logistics.error_core_server",
            "logistics.logistic_order_is_locked_on_creating",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenDictionary<string, RefusalMeaning> s_meanings = new Dictionary<string, RefusalMeaning>(
        StringComparer.Ordinal
    )
    {
        ["error_not_found"] = RefusalMeaning.NotFound,
        ["logistics.error_order_not_found"] = RefusalMeaning.NotFound,
        ["logistics.order not found"] = RefusalMeaning.NotFound,
        ["logistics.package_not_exist"] = RefusalMeaning.NotFound,
        ["logistics.not_found"] = RefusalMeaning.NotFound,
        ["logistics.error_not_exist"] = RefusalMeaning.NotFound,
        ["logistics.package_already_shipped"] = RefusalMeaning.AlreadyFulfilled,
        ["logistics.ship_order_not_ready_to_ship"] = RefusalMeaning.WrongState,
        ["logistics.error_order_state"] = RefusalMeaning.WrongState,
        ["logistics.order_finalized"] = RefusalMeaning.WrongState,
        ["logistics.error_booking_order"] = RefusalMeaning.WrongState,
        ["logistics.package_can_not_print"] = RefusalMeaning.WrongState,
        ["logistics.order_status_error"] = RefusalMeaning.WrongState,
        ["logistics.can_not_print_combine_order"] = RefusalMeaning.WrongState,
        ["logistics.can_not_print_jit_order"] = RefusalMeaning.WrongState,
        ["logistics.tracking_number_invalid"] = RefusalMeaning.TooSoon,
        [LabelNotAsked] = RefusalMeaning.TooSoon,
        ["logistics.lack_of_invoice_data"] = RefusalMeaning.WrongState,
        ["lack_of_invoice_data"] = RefusalMeaning.WrongState,
        ["error_status"] = RefusalMeaning.WrongState,
        ["logistics.error_duplicate_consignment"] = RefusalMeaning.TrackingConflict,
        ["logistics.error_duplicated_consignment"] = RefusalMeaning.TrackingConflict,
        ["logistics.error_address"] = RefusalMeaning.AddressRefused,
        ["logistics.address_not_found"] = RefusalMeaning.AddressRefused,
        ["logistics.address_not_supported"] = RefusalMeaning.AddressRefused,
        ["logistics.buyer_address_not_found"] = RefusalMeaning.AddressRefused,
        ["logistics.pickup_address_unsupported"] = RefusalMeaning.AddressRefused,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Several refusals share one code and are told apart by their words alone.
    private static readonly (string Words, RefusalMeaning Meaning)[] s_words =
    [
        ("has been shipped", RefusalMeaning.AlreadyFulfilled),
        ("not ready to ship", RefusalMeaning.WrongState),
        ("order is not exist", RefusalMeaning.NotFound),
        ("being allocated", RefusalMeaning.TooSoon),
        ("unique tracking number", RefusalMeaning.TrackingConflict),
    ];

    private static readonly FrozenSet<string> s_arranged = FrozenSet.ToFrozenSet(
        [
            "LOGISTICS_REQUEST_CREATED",
            "LOGISTICS_PICKUP_DONE",
            "LOGISTICS_DELIVERY_DONE",
            "LOGISTICS_DELIVERY_FAILED",
            "LOGISTICS_LOST",
            "LOGISTICS_COD_REJECTED",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> s_shippedOrders = FrozenSet.ToFrozenSet(
        ["PROCESSED", "SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN"],
        StringComparer.Ordinal
    );

    /// <summary>The currency of a market; null for one that is not known.</summary>
    public static string? CurrencyOf(string region) => s_currencies.GetValueOrDefault(region);

    /// <summary>Whether the customer has paid. Cash on delivery counts as authorised.</summary>
    public static StorePaymentStatus Payment(string status, bool isCashOnDelivery) =>
        status switch
        {
            "UNPAID" => StorePaymentStatus.Pending,
            "PENDING"
            or "INVOICE_PENDING"
            or "READY_TO_SHIP"
            or "RETRY_SHIP"
            or "PROCESSED"
            or "IN_CANCEL"
            or "CANCELLED"
            or "SHIPPED"
            or "TO_CONFIRM_RECEIVE"
            or "TO_RETURN" => isCashOnDelivery ? StorePaymentStatus.Authorized : StorePaymentStatus.Paid,
            "COMPLETED" => StorePaymentStatus.Paid,
            _ => StorePaymentStatus.Unknown,
        };

    /// <summary>Whether the platform holds an order back in this state.</summary>
    public static bool IsHeld(string status) => status is "PENDING" or "INVOICE_PENDING" or "IN_CANCEL" or "TO_RETURN";

    /// <summary>Whether a shipment may be arranged in this state.</summary>
    public static bool IsReady(string status) => status is "READY_TO_SHIP" or "RETRY_SHIP";

    /// <summary>Whether an order in this state has been sent off, or is about to be, as a whole.</summary>
    public static bool IsShipped(string status) => s_shippedOrders.Contains(status);

    /// <summary>Whether the shipment of a package in this state is arranged.</summary>
    public static bool IsArranged(string logisticsStatus) => s_arranged.Contains(logisticsStatus);

    /// <summary>Whether a package in this state is cancelled.</summary>
    public static bool IsDropped(string logisticsStatus) =>
        logisticsStatus is "LOGISTICS_INVALID" or "LOGISTICS_REQUEST_CANCELED" or "LOGISTICS_PICKUP_FAILED";

    /// <summary>Whether a code only says that each row of the reply has its own.</summary>
    public static bool IsOfRows(string code) => code is "batch_api_all_failed" or "common.batch_api_all_failed";

    /// <summary>Whether it is the access token that was refused, so that a new one may help.</summary>
    public static bool IsTokenRefused(CallProblem problem) =>
        problem.Code is "invalid_acceess_token" or "invalid_access_token"
        || (problem.Code == "error_auth" && problem.Text.Contains("access_token", StringComparison.OrdinalIgnoreCase));

    /// <summary>What an error of the envelope means to the caller.</summary>
    public static CallResult<T> Failed<T>(ApiRequest call, ApiResponse reply, string code, string text, DateTimeOffset now)
    {
        var plain = code.StartsWith("common.", StringComparison.Ordinal) ? code["common.".Length..] : code;
        return plain switch
        {
            "error_rate_limit" => CallProblems.RateLimited<T>(code, text, reply.RetryAfter),
            "error_limit" => CallProblems.RateLimited<T>(code, text, UntilMidnight(now)),

            // The gate failed, or our clock is off: nothing was carried out.
            "error_auth" when text.Contains("System error", StringComparison.OrdinalIgnoreCase) => CallProblems.NotSent<T>(code, text),
            "error_param"
                when text.Contains("timestamp", StringComparison.OrdinalIgnoreCase)
                    || text.Contains("gateway", StringComparison.OrdinalIgnoreCase) => CallProblems.NotSent<T>(code, text),
            _ when s_unauthorized.Contains(plain) => CallResult.Unauthorized<T>(plain, text),
            _ when s_transient.Contains(plain) => CallProblems.Transient<T>(call, code, text),
            _ => CallResult.Refused<T>(code, text, MeaningOf(plain, text)),
        };
    }

    private static RefusalMeaning MeaningOf(string code, string text) =>
        s_meanings.TryGetValue(code, out var meaning)
            ? meaning
            : s_words.FirstOrDefault(one => text.Contains(one.Words, StringComparison.OrdinalIgnoreCase)).Meaning;

    private static TimeSpan UntilMidnight(DateTimeOffset now)
    {
        var there = now.ToOffset(s_dayOffset);
        return there.Date.AddDays(1) - there.DateTime;
    }
}
