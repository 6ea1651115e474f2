using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>What a list of orders shows.</summary>
/// <param name="Orders">Each order once, the newest first, or the most urgent.</param>
/// <param name="IsCut">Whether more orders at their end were asked for than are listed.</param>
public sealed record OrderListing(IReadOnlyList<OrderSummary> Orders, bool IsCut);
