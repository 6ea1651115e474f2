namespace Dropship.Core.Orders;

/// <summary>The intent to place a purchase, written before the call.</summary>
public sealed record PlacementRecord
{
    public required DateTimeOffset IntentAt { get; init; }

    /// <summary>How often the call was meant to go out.</summary>
    public required int Attempt { get; init; }

    /// <summary>Digest of what was asked for: the same key may not be used for something else.</summary>
    public required string RequestDigest { get; init; }

    /// <summary>Look-ups since the doubtful answer that found nothing.</summary>
    public int FruitlessLookUps { get; init; }

    /// <summary>When to look next; null when there is nothing to look up.</summary>
    public DateTimeOffset? LookUpAt { get; init; }
}
