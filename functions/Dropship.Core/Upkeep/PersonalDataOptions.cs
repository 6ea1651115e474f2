namespace Dropship.Core.Upkeep;

/// <summary>How long personal data is kept.</summary>
public sealed record PersonalDataOptions
{
    /// <summary>How long after an order's end its name, address and remark are kept: for returns and complaints.</summary>
    public TimeSpan RetainFor { get; init; } = TimeSpan.FromDays(60);

    /// <summary>The duration of a run, below the function time-out. The next run continues.</summary>
    public TimeSpan RunFor { get; init; } = TimeSpan.FromMinutes(6);
}
