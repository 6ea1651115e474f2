namespace Dropship.Core.Upkeep;

/// <summary>How the ledger is compared with stores and market.</summary>
public sealed record ReconciliationOptions
{
    /// <summary>How far back the other side's changes are listed.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromDays(3);

    /// <summary>What the market changed so lately may still be on its way through the queues and is left for the next comparison.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many pages of a listing one message goes through.</summary>
    public int PagesPerTurn { get; init; } = 5;

    /// <summary>How many open orders of the ledger one message asks for.</summary>
    public int OrdersPerTurn { get; init; } = 50;

    /// <summary>How often a portion is tried before the comparison is given up.</summary>
    public int Tries { get; init; } = 8;

    /// <summary>The wait before the second try; each further one is twice as long.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}
