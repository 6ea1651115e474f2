namespace Dropship.Core.Orders;

/// <summary>What the market said it would charge, and when.</summary>
public sealed record PreviewRecord(Money Total, Money Freight, DateTimeOffset At);
