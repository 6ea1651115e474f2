namespace Dropship.Core.Ports;

/// <summary>Asks the stop switch.</summary>
public static class StopSwitchExtensions
{
    /// <summary>The stop of all outgoing money; null when there is none.</summary>
    public static async Task<StopState?> FindStopAsync(this IStopSwitch stop, CancellationToken cancellationToken) =>
        // What was kept for two seconds may say "stopped" after the end was told, and who rests then rests long.
        (await stop.ReadAsync(cancellationToken)).IsStopped && await stop.LoadAsync(cancellationToken) is { IsStopped: true } stopped
            ? stopped
            : null;
}
