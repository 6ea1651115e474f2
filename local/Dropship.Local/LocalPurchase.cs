namespace Dropship.Local;

/// <summary>A purchase order as the board shows it.</summary>
internal sealed record LocalPurchase(string Supplier, string State, string Amount, string Numbers, string? Waiting);
