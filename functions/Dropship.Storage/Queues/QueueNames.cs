namespace Dropship.Storage.Queues;

/// <summary>The queues between the stages.</summary>
public static class QueueNames
{
    public const string StorePulls = "store-pulls";
    public const string StoreChanges = "store-changes";
    public const string Orders = "orders";
    public const string SupplierChanges = "supplier-changes";
    public const string Alerts = "alerts";
    public const string Reconciliations = "reconciliations";
    public const string Erasures = "erasures";

    /// <summary>The suffix of a poison queue.</summary>
    public const string Poison = "-poison";

    /// <summary>On Service Bus, with sessions.</summary>
    public const string PurchaseOrders = "purchase-orders";

    /// <summary>The dead-letter queue of <see cref="PurchaseOrders"/>.</summary>
    public const string DeadPurchaseOrders = PurchaseOrders + "/$deadletterqueue";

    /// <summary>Those on the storage account.</summary>
    public static IReadOnlyList<string> OnStorage { get; } =
    [StorePulls, StoreChanges, Orders, SupplierChanges, Alerts, Reconciliations, Erasures];
}
