namespace Dropship.Core.Ports;

/// <summary>One variant of an offer.</summary>
/// <param name="SpecId">The market's id, by which it is ordered.</param>
/// <param name="Name">Its attributes in words.</param>
/// <param name="Price">What one piece costs; null when it follows the offer's quantity prices.</param>
/// <param name="Stock">Pieces on sale.</param>
/// <param name="ImageUrl">A picture; null when there is none.</param>
public sealed record SupplierSpec(string SpecId, string Name, Money? Price, int Stock, string? ImageUrl);
