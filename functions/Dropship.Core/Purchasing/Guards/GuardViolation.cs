using Dropship.Core.Orders;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>Why no money may go out for a purchase order now.</summary>
/// <param name="Reason">What it waits for.</param>
/// <param name="Detail">The figures.</param>
public sealed record GuardViolation(HoldReason Reason, HoldDetail Detail);
