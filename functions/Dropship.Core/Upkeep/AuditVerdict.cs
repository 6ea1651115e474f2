using Dropship.Core.Orders;

namespace Dropship.Core.Upkeep;

/// <summary>What came of checking one order's history.</summary>
/// <param name="Order">The order.</param>
/// <param name="Events">How many rows were looked at.</param>
/// <param name="Break">The first broken row; null when the history is whole.</param>
public sealed record AuditVerdict(OrderKey Order, int Events, ChainBreak? Break);
