namespace Dropship.Core.Orders;

/// <summary>The market's cashier page.</summary>
/// <param name="Url">The page; it needs a person who is logged in there.</param>
/// <param name="RefusedOrderIds">Orders that it does not cover.</param>
public sealed record PayLink(Uri Url, IReadOnlyList<string> RefusedOrderIds);
