namespace Dropship.Local;

/// <summary>A purchase order as the table shows it.</summary>
/// <param name="Supplier">The supplier's name.</param>
/// <param name="State">The name of its state.</param>
/// <param name="Amount">What is to be paid, with the currency; empty while it is not known.</param>
/// <param name="Tracking">Its tracking numbers, separated by blanks.</param>
/// <param name="HoldCode">Why it is held; null when it is not.</param>
internal sealed record LocalPurchase(string Supplier, string State, string Amount, string Tracking, string? HoldCode);
