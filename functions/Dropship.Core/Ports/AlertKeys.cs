using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>The keys of alerts: subject and reason. An alert that is raised again under its key is the same alert.</summary>
public static class AlertKeys
{
    private const string OrderPrefix = "order:";
    private const string PurchasePrefix = "purchase:";
    private const string WordPrefix = "parcel-word:";

    public static string Of(OrderKey order, HoldReason reason) => Of(order, reason.Code);

    public static string Of(OrderKey order, string code) => $"{OrderPrefix}{order}:{code}";

    public static string Of(PurchaseOrderKey purchase, HoldReason reason) => Of(purchase, reason.Code);

    public static string Of(PurchaseOrderKey purchase, string code) => $"{PurchasePrefix}{purchase}:{code}";

    public static string Of(StoreAccount account, HoldReason reason) => $"store:{account.Id}:{reason.Code}";

    /// <param name="account">The store.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="subject">What it is about, where one store can have several alerts of the reason.</param>
    public static string Of(StoreAccount account, HoldReason reason, string subject) => $"{Of(account, reason)}:{subject}";

    public static string Of(PurchasingAccount account, HoldReason reason) => $"purchasing:{account.Id}:{reason.Code}";

    /// <param name="account">The purchasing account.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="subject">What it is about, where one account can have several alerts of the reason.</param>
    public static string Of(PurchasingAccount account, HoldReason reason, string subject) => $"{Of(account, reason)}:{subject}";

    /// <summary>Of a word of a parcel that is not known here, whichever parcel it is told of.</summary>
    /// <param name="word">The word behind its source.</param>
    public static string OfParcelWord(string word) => $"{WordPrefix}{word}";

    /// <summary>The word behind its source that an alert is about; null for another subject.</summary>
    public static string? ParcelWordOf(string key) =>
        key.StartsWith(WordPrefix, StringComparison.Ordinal) ? key[WordPrefix.Length..] : null;

    /// <summary>The purchase order that an alert is about; null for another subject.</summary>
    public static PurchaseOrderKey? PurchaseOf(string key) =>
        key.StartsWith(PurchasePrefix, StringComparison.Ordinal)
        && PurchaseOrderKey.TryParse(key[PurchasePrefix.Length..].Split(':')[0], out var purchase)
            ? purchase
            : null;

    /// <summary>Whether an alert is about a store account itself.</summary>
    public static bool IsAbout(StoreAccount account, string key) => key.StartsWith($"store:{account.Id}:", StringComparison.Ordinal);

    /// <summary>Whether an alert is about a purchasing account itself.</summary>
    public static bool IsAbout(PurchasingAccount account, string key) =>
        key.StartsWith($"purchasing:{account.Id}:", StringComparison.Ordinal);

    /// <summary>Whether an alert is about an order or a purchase order.</summary>
    public static bool IsAboutOrder(string key) =>
        key.StartsWith(OrderPrefix, StringComparison.Ordinal) || key.StartsWith(PurchasePrefix, StringComparison.Ordinal);
}
