namespace Dropship.Trials.Month;

/// <summary>How large the month is.</summary>
/// <param name="Seed">The same seed gives the same orders and mishaps.</param>
/// <param name="Orders">How many orders come in.</param>
/// <param name="Days">Within how many days they come in.</param>
internal sealed record MonthOptions(int Seed, int Orders, int Days)
{
    /// <summary>How long the app goes on after the last order.</summary>
    public TimeSpan RestFor { get; init; } = TimeSpan.FromDays(25);

    /// <summary>How many times as often as usual each mishap comes.</summary>
    public int Misfortune { get; init; } = 1;

    /// <summary>How far the clock leaps, and so how often the app's timers turn.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromMinutes(5);
}
