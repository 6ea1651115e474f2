namespace Dropship.Core.Orders;

/// <summary>One line of a parcel's trace.</summary>
/// <param name="ParcelId">The market's id of the parcel.</param>
/// <param name="WaybillNumber">The waybill number.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Text">The carrier's words.</param>
public sealed record TraceEvent(string ParcelId, string? WaybillNumber, DateTimeOffset OccurredAt, string Text);
