namespace Dropship.Core.Orders;

/// <summary>A reason for waiting.</summary>
/// <param name="Code">Stable; in capitals. Names the reason's texts in the language files and its entry in the runbook.</param>
/// <param name="Actor">Who must act.</param>
public sealed record HoldReason(string Code, HoldActor Actor);
