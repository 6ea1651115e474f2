namespace Dropship.Core.Stores;

/// <summary>How long personal data is kept.</summary>
public sealed record PersonalDataOptions
{
    /// <summary>How long after an order's end its name, address and remark are kept: for returns and complaints.</summary>
    public TimeSpan RetainFor { get; init; } = TimeSpan.FromDays(60);

    /// <summary>How many orders one run erases; the next run goes on.</summary>
    public int OrdersPerRun { get; init; } = 1000;
}
