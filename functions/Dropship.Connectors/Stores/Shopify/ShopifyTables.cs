using System.Collections.Frozen;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Maps Shopify's states to ours. An unlisted state stays unknown.</summary>
internal static class ShopifyTables
{
    private static readonly FrozenDictionary<string, StorePaymentStatus> s_payments = new Dictionary<string, StorePaymentStatus>(StringComparer.Ordinal)
    {
        ["PENDING"] = StorePaymentStatus.Pending,
        ["EXPIRED"] = StorePaymentStatus.Pending,
        ["AUTHORIZED"] = StorePaymentStatus.Authorized,
        ["PARTIALLY_PAID"] = StorePaymentStatus.PartiallyPaid,
        ["PAID"] = StorePaymentStatus.Paid,
        ["PARTIALLY_REFUNDED"] = StorePaymentStatus.PartiallyRefunded,
        ["REFUNDED"] = StorePaymentStatus.Refunded,
        ["VOIDED"] = StorePaymentStatus.Voided,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, StoreFulfilmentStatus> s_fulfilments = new Dictionary<string, StoreFulfilmentStatus>(StringComparer.Ordinal)
    {
        ["UNFULFILLED"] = StoreFulfilmentStatus.Unfulfilled,
        ["OPEN"] = StoreFulfilmentStatus.Unfulfilled,
        ["IN_PROGRESS"] = StoreFulfilmentStatus.Unfulfilled,
        ["PENDING_FULFILLMENT"] = StoreFulfilmentStatus.Unfulfilled,
        ["REQUEST_DECLINED"] = StoreFulfilmentStatus.Unfulfilled,
        ["ON_HOLD"] = StoreFulfilmentStatus.OnHold,
        ["SCHEDULED"] = StoreFulfilmentStatus.OnHold,
        ["PARTIALLY_FULFILLED"] = StoreFulfilmentStatus.PartiallyFulfilled,
        ["FULFILLED"] = StoreFulfilmentStatus.Fulfilled,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Names that Shopify knows are written exactly as it lists them; any other text is shown to the customer as it stands.
    private static readonly FrozenDictionary<string, string> s_companies = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["SF"] = "SF Express",
        ["ZTO"] = "ZTO Express",
        ["YTO"] = "YTO Express",
        ["STO"] = "STO Express",
        ["YUNDA"] = "Yunda Express",
        ["YD"] = "Yunda Express",
        ["JTSD"] = "J&T Express",
        ["JT"] = "J&T Express",
        ["JTEXPRESS"] = "J&T Express",
        ["HTKY"] = "Best Express",
        ["BEST"] = "Best Express",
        ["JD"] = "JD Logistics",
        ["DBL"] = "Deppon Express",
        ["DEPPON"] = "Deppon Express",
        ["EMS"] = "China Post",
        ["POSTB"] = "China Post",
        ["YZPY"] = "China Post",
        ["CHINAPOST"] = "China Post",
        ["YUNEXPRESS"] = "YunExpress",
        ["4PX"] = "4PX",
        ["WANB"] = "WanbExpress",
        ["ANJUN"] = "Anjun Logistics",
        ["SFC"] = "SFC Fulfillment",
        ["YANWEN"] = "Yanwen",
        ["UPS"] = "UPS",
        ["DHL"] = "DHL Express",
        ["FEDEX"] = "FedEx",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly (string Word, string Code)[] s_words =
    [
        ("顺丰", "SF"), ("中通", "ZTO"), ("圆通", "YTO"), ("申通", "STO"), ("韵达", "YUNDA"), ("极兔", "JTSD"), ("百世", "BEST"), ("京东", "JD"), ("德邦", "DBL"), ("邮政", "EMS"), ("云途", "YUNEXPRESS"), ("燕文", "YANWEN"),
    ];

    public static StorePaymentStatus Payment(string? word) => word is null ? StorePaymentStatus.Unknown : s_payments.GetValueOrDefault(word, StorePaymentStatus.Unknown);

    public static StoreFulfilmentStatus Fulfilment(string word) => s_fulfilments.GetValueOrDefault(word, StoreFulfilmentStatus.Unknown);

    /// <summary>The name of a carrier for a customer, from the supplier's code or, failing that, its name.</summary>
    public static string Company(string carrierName, string? carrierCode)
    {
        if (carrierCode is not null && s_companies.TryGetValue(carrierCode, out var byCode))
        {
            return byCode;
        }

        foreach (var (word, code) in s_words)
        {
            if (carrierName.Contains(word, StringComparison.Ordinal))
            {
                return s_companies[code];
            }
        }

        return s_companies.GetValueOrDefault(carrierName.Trim(), carrierName.Trim());
    }
}
