namespace Dropship.Storage.Tables;

/// <summary>The tables. One partition of <see cref="Orders"/> holds all of one order; the others are keyed so that no hot path
/// scans.</summary>
internal static class TableNames
{
    public const string Orders = "Orders";
    public const string OrderList = "OrderList";
    public const string PastOrders = "PastOrders";
    public const string ErasedOrders = "ErasedOrders";
    public const string Accounts = "Accounts";
    public const string AccountEvents = "AccountEvents";
    public const string SkuMappings = "SkuMappings";
    public const string SkuWaiting = "SkuWaiting";
    public const string Alerts = "Alerts";
    public const string WaitingMails = "WaitingMails";
    public const string WebhookDeliveries = "WebhookDeliveries";
    public const string SubmittedOrders = "SubmittedOrders";
    public const string Spending = "Spending";
    public const string SupplierCases = "SupplierCases";
    public const string AdoptedOrders = "AdoptedOrders";
    public const string StopSwitch = "StopSwitch";
    public const string Reconciliations = "Reconciliations";
    public const string FailedMessages = "FailedMessages";
    public const string Outages = "Outages";
    public const string RateShares = "RateShares";
    public const string Waybills = "Waybills";
    public const string ExchangeRates = "ExchangeRates";

    public static IReadOnlyList<string> All { get; } =
    [
        Orders,
        OrderList,
        PastOrders,
        ErasedOrders,
        Accounts,
        AccountEvents,
        SkuMappings,
        SkuWaiting,
        Alerts,
        WaitingMails,
        WebhookDeliveries,
        SubmittedOrders,
        Spending,
        SupplierCases,
        AdoptedOrders,
        StopSwitch,
        Reconciliations,
        FailedMessages,
        Outages,
        RateShares,
        Waybills,
        ExchangeRates,
    ];
}
