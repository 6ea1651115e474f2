using System.Collections.Frozen;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Maps Shopify's states to ours. An unlisted state stays unknown.</summary>
internal static class ShopifyTables
{
    private static readonly FrozenDictionary<string, StorePaymentStatus> s_payments = new Dictionary<string, StorePaymentStatus>(
        StringComparer.Ordinal
    )
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

    private static readonly FrozenDictionary<string, StoreFulfilmentStatus> s_fulfilments = new Dictionary<string, StoreFulfilmentStatus>(
        StringComparer.Ordinal
    )
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

    public static StorePaymentStatus Payment(string? word) =>
        word is null ? StorePaymentStatus.Unknown : s_payments.GetValueOrDefault(word, StorePaymentStatus.Unknown);

    public static StoreFulfilmentStatus Fulfilment(string word) => s_fulfilments.GetValueOrDefault(word, StoreFulfilmentStatus.Unknown);

    /// <summary>
    /// The name of a carrier for a customer. Names that Shopify knows are written exactly as it lists them; any other text is shown to the
    /// customer as it stands.
    /// </summary>
    public static string Company(string carrierName, string? carrierCode, string? country = null) =>
        PlatformCarriers.Of(ShopifyPlatform.PlatformName, Carriers.Find(carrierName, carrierCode), country)
        ?? Carriers.NameOf(carrierName, carrierCode);
}
