using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment;

/// <summary>What a step made of an order.</summary>
/// <param name="Order">The order as it is saved now.</param>
/// <param name="RetryAt">When to try the same step again, if it is still due; null for at once.</param>
public sealed record StepResult(Order Order, DateTimeOffset? RetryAt = null);
