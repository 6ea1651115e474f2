namespace Dropship.Core.Upkeep;

/// <summary>How long personal data is kept.</summary>
public sealed record PersonalDataOptions
{
    /// <summary>How long after an order's end its name, address and remark are kept: for returns and complaints.</summary>
    public TimeSpan RetainFor { get; init; } = TimeSpan.FromDays(60);

    /// <summary>How long one run goes on: less than a function may take. The next run takes the rest.</summary>
    public TimeSpan RunFor { get; init; } = TimeSpan.FromMinutes(6);
}
