namespace Dropship.Core.Ports;

/// <summary>How long a service that does not answer is left alone.</summary>
public sealed record OutageOptions
{
    /// <summary>Calls that must fail in a row before the service is left alone.</summary>
    public int FailuresBeforePause { get; init; } = 3;

    /// <summary>The first pause; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long it must be down before an alert is raised.</summary>
    public TimeSpan AlertAfter { get; init; } = TimeSpan.FromMinutes(2);
}
