using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Something about the way of the goods that a person has to know.</summary>
/// <param name="Reason">What it is.</param>
/// <param name="Detail">The particulars; a person who has settled them is not told the same again.</param>
/// <param name="DueAt">When a person is told.</param>
public sealed record ShipmentConcern(HoldReason Reason, HoldDetail Detail, DateTimeOffset DueAt)
{
    /// <summary>The parcels that it is about, where it is not about all that are in doubt.</summary>
    public IReadOnlyList<string> Parcels { get; init; } = [];
}
