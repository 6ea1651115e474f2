namespace Dropship.Local;

/// <summary>What the one command was asked to do.</summary>
public sealed record LocalOptions
{
    /// <summary>How many orders the store gets in all; null for a few at once and then one now and then.</summary>
    public int? Orders { get; init; }

    public bool AutoApprove { get; init; }

    public bool ExitWhenDone { get; init; }

    /// <summary>Where everything is kept.</summary>
    public required string Folder { get; init; }

    public bool Reset { get; init; }

    /// <summary>Which Functions host runs the app: <see cref="AppProgram.Local"/> or <see cref="AppProgram.Func"/>; null leaves it to the environment.</summary>
    public string? Host { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(20);
}
