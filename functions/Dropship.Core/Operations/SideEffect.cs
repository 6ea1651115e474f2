using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>A call that changes something outside, and what undoes it.</summary>
/// <param name="Call">The port and its method.</param>
/// <param name="Undo">What takes it back, in words.</param>
/// <param name="Reason">The alert for an effect that the app cannot undo; null when it can.</param>
public sealed record SideEffect(string Call, string Undo, HoldReason? Reason);
