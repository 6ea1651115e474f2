namespace Dropship.Core.Upkeep;

/// <summary>One difference.</summary>
/// <param name="Kind">What differs.</param>
/// <param name="Subject">The order or purchase order, by its key.</param>
/// <param name="Detail">The particulars, without personal data.</param>
/// <param name="IsRepaired">Whether the ledger was brought up to date at once; else a person has to look.</param>
public sealed record Discrepancy(DiscrepancyKind Kind, string Subject, string Detail, bool IsRepaired);
