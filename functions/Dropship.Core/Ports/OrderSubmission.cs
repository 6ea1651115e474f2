using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>One order as it is submitted.</summary>
/// <param name="StoreOrderId">Its id; null when it names none.</param>
/// <param name="ChangedAt">The submitter's time of its last change; null when it names none.</param>
/// <param name="Order">The order; null when something is wrong with it.</param>
/// <param name="Problems">All that is wrong with it, by field and without personal data.</param>
public sealed record OrderSubmission(string? StoreOrderId, DateTimeOffset? ChangedAt, StoreOrder? Order, IReadOnlyList<string> Problems);
