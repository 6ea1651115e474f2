namespace Dropship.Core.Orders;

/// <summary>A line of an order at the market.</summary>
/// <param name="EntryId">The market's id of the line, which parcels refer to.</param>
/// <param name="OfferId">The offer.</param>
/// <param name="SpecId">The spec; null for an offer without specs.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Amount">What is paid for the line.</param>
public sealed record SupplierOrderLine(string EntryId, string OfferId, string? SpecId, int Quantity, Money Amount)
{
    /// <summary>The supplier's title of the offer; null when the market does not say.</summary>
    public string? Title { get; init; }

    /// <summary>The attributes of the spec, such as colour and size; null when there are none.</summary>
    public string? Spec { get; init; }

    public string? ImageUrl { get; init; }

    public Money? UnitPrice { get; init; }
}
