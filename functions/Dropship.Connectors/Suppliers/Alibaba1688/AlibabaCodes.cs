using System.Collections.Frozen;
using Dropship.Core;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>Known 1688 error codes and their meaning for an order.</summary>
internal static class AlibabaCodes
{
    /// <summary>The gateway's code for a call that was not signed with the app's secret.</summary>
    public const string SignatureInvalid = "gw.SignatureInvalid";

    private static readonly FrozenDictionary<string, RefusalMeaning> s_refusals = new Dictionary<string, RefusalMeaning>(
        StringComparer.Ordinal
    )
    {
        ["500_001"] = RefusalMeaning.OfferNotForSale,
        ["500_002"] = RefusalMeaning.SuppliersMixed,
        ["500_003"] = RefusalMeaning.SpecNotOfOffer,
        ["500_004"] = RefusalMeaning.OutOfStock,
        ["500_005"] = RefusalMeaning.BelowMinimumQuantity,
        ["500_006"] = RefusalMeaning.BelowMinimumQuantity,
        ["500_007"] = RefusalMeaning.RelationMissing,
        ["500_008"] = RefusalMeaning.OfferNotForSale,
        ["500_009"] = RefusalMeaning.BelowMinimumQuantity,
        ["CLOSE_ORDER_TOO_FAST"] = RefusalMeaning.TooSoon,
        ["ORDER_STATUS_ERROR"] = RefusalMeaning.WrongState,
        ["ORDER_NOT_EXIST"] = RefusalMeaning.NotFound,
        ["400_3"] = RefusalMeaning.NotFound,
        ["PRODUCT_TRADE_STAT_ERROR"] = RefusalMeaning.OutOfStock,
        ["PROTOCOL_NOT_SIGNED"] = RefusalMeaning.NotPayable,
        ["ACCOUNT_BALANCE_NOT_ENOUGH"] = RefusalMeaning.NotPayable,
        ["ACCOUNT_NOT_EXIST"] = RefusalMeaning.NotPayable,
        ["ACCOUNT_FROZEN"] = RefusalMeaning.NotPayable,
        ["PAY_AMOUNT_ERROR"] = RefusalMeaning.AmountChanged,
        ["order.nopermission.buyer"] = RefusalMeaning.NotFound,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The code's meaning; null for a code that is not known.</summary>
    /// <param name="code">The market's code.</param>
    /// <param name="text">Its words, which alone tell some cases apart.</param>
    public static RefusalMeaning? Find(string code, string text)
    {
        if (text.Contains("not support tradeType", StringComparison.Ordinal))
        {
            return RefusalMeaning.TradeModeMissing;
        }

        if (text.Contains("AddressId invalid", StringComparison.Ordinal) || text.Contains("addressParam invalid", StringComparison.Ordinal))
        {
            return RefusalMeaning.AddressRefused;
        }

        // A request that is found wrong was not carried out, whatever is wrong with it.
        return s_refusals.TryGetValue(code, out var meaning) ? meaning
            : code == "400" ? RefusalMeaning.Unspecified
            : null;
    }

    /// <summary>Whether the gateway says, beyond doubt, that it did not pass the call on.</summary>
    public static bool IsNotPassedOn(string code) => code is "gw.ParamMissing";

    /// <summary>Whether a code stands for success in one of the market's families of replies.</summary>
    public static bool IsSuccess(string code) => code.Trim().ToUpperInvariant() is "0" or "200" or "SUCCESS" or "OK" or "";

    /// <summary>Whether the gateway says that there were too many calls.</summary>
    public static bool IsRateLimit(string code) => code is "gw.QosAppFrequencyLimit" or "gw.QosRequestLimit";

    /// <summary>Whether the gateway says that the token is missing, wrong or spent.</summary>
    public static bool IsTokenRefused(string code, string text) =>
        code == "401"
        || text.Contains("need user authorized", StringComparison.OrdinalIgnoreCase)
        || text.Contains("access_token", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the gateway refuses one interface, and not the app.</summary>
    public static bool IsOfInterface(string code) => code is "gw.APIACLDecline" or "gw.APIUnsupported";

    /// <summary>Whether the gateway says that it lets nothing of this app, this token or this moment through.</summary>
    /// <param name="error">The gateway's error; null for none.</param>
    public static bool IsTurnedAway(AlibabaError? error) =>
        error is not null && (IsTokenRefused(error.Code, error.Text) || IsPermission(error.Code) || IsRateLimit(error.Code));

    /// <summary>Whether the gateway says that the app may not do this at all.</summary>
    public static bool IsPermission(string code) =>
        code is SignatureInvalid or "gw.APIACLDecline" or "gw.APIUnsupported" || code.StartsWith("gw.AppKey", StringComparison.Ordinal);
}
