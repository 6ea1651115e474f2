namespace Dropship.Core.Purchasing;

/// <summary>How purchases are made.</summary>
public sealed record PurchasingOptions
{
    /// <summary>After a doubtful answer: how long to wait before the first look-up. A request may still arrive late.</summary>
    public TimeSpan LookUpDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait before the second look-up, and before each one that could not be made.</summary>
    public TimeSpan LookUpAgainAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many look-ups must find nothing before the purchase counts as not made.</summary>
    public int FruitlessLookUps { get; init; } = 2;

    /// <summary>How often a purchase is tried anew after it proved not made; then a person is asked.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>How long to wait when the market cannot be reached or asks to slow down.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How far the sweep of an account looks back behind its watermark.</summary>
    public TimeSpan SweepOverlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far the first sweep of an account looks back.</summary>
    public TimeSpan FirstSweep { get; init; } = TimeSpan.FromDays(1);
}
