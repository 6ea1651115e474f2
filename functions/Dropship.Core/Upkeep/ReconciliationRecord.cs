using Dropship.Core.Orders;

namespace Dropship.Core.Upkeep;

/// <summary>The comparisons of one account.</summary>
public sealed record ReconciliationRecord
{
    public required ReconciledCounterparty Side { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The one that runs; null while none does.</summary>
    public ReconciliationRun? Running { get; init; }

    /// <summary>The last that ended; null before the first did.</summary>
    public ReconciliationRun? Last { get; init; }

    /// <summary>The version under which it was read; opaque. Null for one that was never saved.</summary>
    public string? Version { get; init; }
}
