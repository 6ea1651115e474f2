namespace Dropship.Core.Ports;

/// <summary>One line of a parcel's trace, as a tracking service tells it.</summary>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Text">The carrier's words.</param>
public sealed record CourierScan(DateTimeOffset OccurredAt, string Text);
