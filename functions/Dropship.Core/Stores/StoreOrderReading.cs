namespace Dropship.Core.Stores;

/// <summary>One order of a listing: read, or found malformed. A malformed one never keeps the others from flowing on.</summary>
/// <param name="StoreOrderId">The platform's id.</param>
/// <param name="UpdatedAt">The platform's time of its last change.</param>
/// <param name="Order">The order; null when malformed.</param>
/// <param name="Problem">What is wrong with it, by field and without personal data; null when read.</param>
public sealed record StoreOrderReading(string StoreOrderId, DateTimeOffset UpdatedAt, StoreOrder? Order, string? Problem);
