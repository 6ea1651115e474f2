namespace Dropship.Core.Ports;

/// <summary>An offer of a supplier, as far as buying it goes.</summary>
public sealed record SupplierOffer
{
    public required string OfferId { get; init; }

    public required string Title { get; init; }

    public required bool IsForSale { get; init; }

    public string? SupplierId { get; init; }

    public string? SupplierName { get; init; }

    public string? ImageUrl { get; init; }

    public int MinimumQuantity { get; init; } = 1;

    public required IReadOnlyList<SupplierSpec> Specs { get; init; }
}
