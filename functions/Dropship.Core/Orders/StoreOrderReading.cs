namespace Dropship.Core.Orders;

/// <summary>One order as a listing or a read tells it: read, found malformed, or only known to have changed. A malformed one never keeps
/// the others from flowing on.</summary>
/// <param name="StoreOrderId">The platform's id.</param>
/// <param name="UpdatedAt">The platform's time of its last change.</param>
/// <param name="Order">The order; null when it is malformed or was not read.</param>
/// <param name="Problem">What is wrong with it, by field and without personal data; null when nothing is.</param>
public sealed record StoreOrderReading(string StoreOrderId, DateTimeOffset UpdatedAt, StoreOrder? Order, string? Problem)
{
    /// <summary>Whether it only says that the order changed. The content must be read; only listings return such readings.</summary>
    public bool IsStub => Order is null && Problem is null;

    /// <summary>An order that changed and was not read.</summary>
    public static StoreOrderReading Changed(string storeOrderId, DateTimeOffset updatedAt) => new(storeOrderId, updatedAt, null, null);
}
