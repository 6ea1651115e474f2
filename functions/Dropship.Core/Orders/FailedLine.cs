namespace Dropship.Core.Orders;

/// <summary>A line that the market left out of an order.</summary>
public sealed record FailedLine(string OfferId, string? SpecId, string Code, string Text);
