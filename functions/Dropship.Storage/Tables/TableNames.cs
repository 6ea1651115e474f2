using System.Globalization;

namespace Dropship.Storage.Tables;

/// <summary>The tables. One partition of one of <see cref="Orders"/> holds all of one order; the others are keyed so that no hot path scans.</summary>
internal static class TableNames
{
    // Another number would look for orders where they are not.
    private const int OrdersTables = 128;

    public const string OrderList = "OrderList";
    public const string PastOrders = "PastOrders";
    public const string ErasedOrders = "ErasedOrders";
    public const string Accounts = "Accounts";
    public const string SkuMappings = "SkuMappings";
    public const string SkuWaiting = "SkuWaiting";
    public const string Alerts = "Alerts";
    public const string WebhookDeliveries = "WebhookDeliveries";
    public const string Spending = "Spending";
    public const string StopSwitch = "StopSwitch";
    public const string Reconciliations = "Reconciliations";
    public const string FailedMessages = "FailedMessages";
    public const string Outages = "Outages";
    public const string PaceShares = "PaceShares";

    /// <summary>The tables over which the orders are spread.</summary>
    public static IReadOnlyList<string> Orders { get; } = [.. Enumerable.Range(0, OrdersTables).Select(number => string.Create(CultureInfo.InvariantCulture, $"Orders{number:D3}"))];

    public static IReadOnlyList<string> All { get; } = [.. Orders, OrderList, PastOrders, ErasedOrders, Accounts, SkuMappings, SkuWaiting, Alerts, WebhookDeliveries, Spending, StopSwitch, Reconciliations, FailedMessages, Outages, PaceShares];

    /// <summary>Which of <see cref="Orders"/> holds a partition.</summary>
    public static int OrdersTableOf(string partition) => TableKeys.Spread(partition, OrdersTables);
}
