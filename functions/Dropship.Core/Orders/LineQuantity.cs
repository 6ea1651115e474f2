namespace Dropship.Core.Orders;

/// <summary>Some pieces of one line of a store order.</summary>
/// <param name="LineId">The platform's id of the line.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
public sealed record LineQuantity(string LineId, int Quantity);
