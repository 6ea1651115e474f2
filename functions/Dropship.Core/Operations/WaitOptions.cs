namespace Dropship.Core.Operations;

/// <summary>How long what has no deadline of its own may be waited for.</summary>
public sealed record WaitOptions
{
    /// <summary>How long a step of this system may take, with all its repeats.</summary>
    public TimeSpan StepsWithin { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long the customer's money may take.</summary>
    public TimeSpan CustomerPaysWithin { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long the store may take to show a number that it was given.</summary>
    public TimeSpan StoreShowsWithin { get; init; } = TimeSpan.FromHours(12);
}
