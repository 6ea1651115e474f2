namespace Dropship.Connectors.Http;

/// <summary>
/// Keeps the calls of one account below its rate. The one that comes with the connectors paces this process; several instances
/// need one that they share.
/// </summary>
public interface ICallPacer
{
    /// <summary>Waits until one more call may go out.</summary>
    /// <param name="bucket">The connector and account whose calls are counted together.</param>
    /// <param name="callsPerSecond">The steady rate, above 0.</param>
    /// <param name="burst">How many calls may go out at once after a rest, at least 1.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    ValueTask WaitAsync(string bucket, double callsPerSecond, int burst, CancellationToken cancellationToken);
}
