namespace Dropship.Core.Upkeep;

/// <summary>What came of checking some orders, one after the other.</summary>
/// <param name="Orders">How many orders were checked.</param>
/// <param name="Events">How many rows they have together.</param>
/// <param name="Broken">The first order that does not hold; null when all do. Nothing behind it was looked at.</param>
/// <param name="Next">Where the next page begins; null when this was the last one.</param>
public sealed record AuditPage(int Orders, int Events, AuditVerdict? Broken, OrderKey? Next);
