namespace Dropship.Core.Orders;

/// <summary>One line of a parcel's trace, as it is kept.</summary>
/// <param name="OccurredAt">When it happened, as the carrier says.</param>
/// <param name="ReceivedAt">When we learned of it.</param>
/// <param name="Text">The carrier's words.</param>
public sealed record TraceRow(DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt, string Text);
