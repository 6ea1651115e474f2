namespace Dropship.Core.Orders;

/// <summary>
/// The wish that a purchase order is cancelled and bought anew as the store order is then. The successor is made only when the first
/// one is closed for certain, so that both can never be paid.
/// </summary>
/// <param name="Why">Why it has to be another one.</param>
/// <param name="IsDone">Whether the successor is written, or proved not to be needed.</param>
public sealed record Replacement(string Why, bool IsDone = false);
