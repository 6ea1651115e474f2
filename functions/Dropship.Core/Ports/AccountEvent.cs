namespace Dropship.Core.Ports;

/// <summary>One row of an account's history.</summary>
public sealed record AccountEvent
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: <c>system</c>, <c>store</c>, <c>operator</c>, or <c>person:</c> with a name.</summary>
    public required string Who { get; init; }

    public required AccountAct What { get; init; }

    /// <summary>Why, in words; null when nobody said.</summary>
    public string? Why { get; init; }

    /// <summary>The fields that changed; empty when none did.</summary>
    public IReadOnlyList<AccountFieldChange> Changes { get; init; } = [];
}
