using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What an alert is about and why. An alert that is raised again under its key is the same alert.</summary>
public readonly record struct AlertKey
{
    private const string OrderPrefix = "order:";
    private const string PurchasePrefix = "purchase:";
    private const string MessagePrefix = "message:";
    private const string WordPrefix = "parcel-word:";

    private readonly string? _text;

    private AlertKey(string text) => _text = text;

    /// <summary>The order that it is about, itself or by one of its purchase orders; null for another subject.</summary>
    public OrderKey? Order =>
        PurchaseOrder is { } purchase ? purchase.Order
        : Behind(OrderPrefix) is { } about && OrderKey.TryParse(about[..Math.Max(about.LastIndexOf(':'), 0)], out var order) ? order
        : null;

    /// <summary>The purchase order that it is about; null for another subject.</summary>
    public PurchaseOrderKey? PurchaseOrder =>
        PurchaseOrderKey.TryParse(Behind(PurchasePrefix)?.Split(':')[0], out var purchase) ? purchase : null;

    /// <summary>The word behind its source that it is about; null for another subject.</summary>
    public string? ParcelWord => Behind(WordPrefix);

    /// <summary>Whether it is about an order or a purchase order.</summary>
    public bool IsAboutOrder => Behind(OrderPrefix) is not null || Behind(PurchasePrefix) is not null;

    /// <summary>Whether it is about a message that failed.</summary>
    public bool IsAboutMessage => Behind(MessagePrefix) is not null;

    public static AlertKey Of(OrderKey order, HoldReason reason) => Of(order, reason.Code);

    public static AlertKey Of(OrderKey order, string code) => new($"{OrderPrefix}{order}:{code}");

    public static AlertKey Of(PurchaseOrderKey purchase, HoldReason reason) => Of(purchase, reason.Code);

    public static AlertKey Of(PurchaseOrderKey purchase, string code) => new($"{PurchasePrefix}{purchase}:{code}");

    public static AlertKey Of(StoreAccount account, HoldReason reason) => OfService(CircuitBreaker.Store(account.Id), reason);

    /// <param name="account">The store.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="subject">What it is about, where one store can have several alerts of the reason.</param>
    public static AlertKey Of(StoreAccount account, HoldReason reason, string subject) => new($"{Of(account, reason)}:{subject}");

    public static AlertKey Of(PurchasingAccount account, HoldReason reason) =>
        OfService(CircuitBreaker.PurchasingAccount(account.Id), reason);

    /// <param name="account">The purchasing account.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="subject">What it is about, where one account can have several alerts of the reason.</param>
    public static AlertKey Of(PurchasingAccount account, HoldReason reason, string subject) => new($"{Of(account, reason)}:{subject}");

    /// <param name="service">A service of the <see cref="CircuitBreaker"/>. An account's service is the account itself.</param>
    /// <param name="reason">The reason.</param>
    public static AlertKey OfService(string service, HoldReason reason) => new($"{service}:{reason.Code}");

    /// <summary>Of a service that refuses the app's key.</summary>
    public static AlertKey OfRefusedKey(string service) => new($"{service}:refused");

    /// <summary>Of a comparison of an account with its counterparty.</summary>
    public static AlertKey OfComparison(ReconciledCounterparty side, string accountId, HoldReason reason) =>
        new($"{ComparisonPrefix(side, accountId)}{reason.Code}");

    /// <summary>Of a purchase order that a comparison found placed twice.</summary>
    public static AlertKey OfDoubledPurchase(ReconciledCounterparty side, string accountId, PurchaseOrderKey purchase) =>
        new($"{OfComparison(side, accountId, HoldReasons.PurchaseDoubled)}:{purchase}");

    /// <summary>Of the switch that stops all money.</summary>
    public static AlertKey OfMoney(HoldReason reason) => new($"money:{reason.Code}");

    public static AlertKey Of(ForwarderAccount account, HoldReason reason) => OfService($"forwarder:{account.Id}", reason);

    /// <summary>Of the exchange rates, whichever of them is too old.</summary>
    public static AlertKey OfRates { get; } = new($"rates:{HoldReasons.RatesOutdated.Code}");

    /// <param name="messageId">The id of the message that failed.</param>
    public static AlertKey OfMessage(string messageId) => new($"{MessagePrefix}{messageId}:{HoldReasons.MessageFailed.Code}");

    /// <summary>Of a word of a parcel that is not known here, whichever parcel it is told of.</summary>
    /// <param name="word">The word behind its source.</param>
    public static AlertKey OfParcelWord(string word) => new($"{WordPrefix}{word}");

    /// <summary>Reads the text that rows, messages and requests carry. A text that no key has is a key that no alert has.</summary>
    public static AlertKey Parse(string text) => new(text);

    /// <summary>Whether it is about a store account itself.</summary>
    public bool IsAbout(StoreAccount account) => Behind($"{CircuitBreaker.Store(account.Id)}:") is not null;

    /// <summary>Whether it is about a purchasing account itself.</summary>
    public bool IsAbout(PurchasingAccount account) => Behind($"{CircuitBreaker.PurchasingAccount(account.Id)}:") is not null;

    /// <summary>Whether a comparison of this account raised it.</summary>
    public bool IsOfComparison(ReconciledCounterparty side, string accountId) => Behind(ComparisonPrefix(side, accountId)) is not null;

    public override string ToString() => _text ?? string.Empty;

    private static string ComparisonPrefix(ReconciledCounterparty side, string accountId) =>
        side == ReconciledCounterparty.Store ? $"compared-store:{accountId}:" : $"compared-purchasing:{accountId}:";

    private string? Behind(string prefix) => _text?.StartsWith(prefix, StringComparison.Ordinal) == true ? _text[prefix.Length..] : null;
}
