namespace Dropship.Core.Orders;

/// <summary>A store line that goods are bought for.</summary>
/// <param name="StoreLineId">The platform's id of the line.</param>
/// <param name="Sku">The store SKU.</param>
/// <param name="MappingVersion">The version of the mapping that led here.</param>
/// <param name="StorePieces">Pieces sold.</param>
/// <param name="PiecesEach">Pieces bought for one sold.</param>
/// <param name="IsLead">Whether the parcel with these goods is the one that fulfils the store line; false for the other parts of a
/// bundle.</param>
public sealed record LineSource(string StoreLineId, string Sku, int MappingVersion, int StorePieces, int PiecesEach, bool IsLead);
