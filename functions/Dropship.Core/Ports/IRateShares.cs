namespace Dropship.Core.Ports;

/// <summary>Divides the pace of calls to one account among the instances of the app that call it, so that all of them together keep
/// it.</summary>
public interface IRateShares
{
    /// <summary>The part of a pace that this instance may take now.</summary>
    /// <param name="pace">The connector and account whose calls are counted together.</param>
    /// <returns>Above 0; 1 when no other instance calls.</returns>
    ValueTask<double> ReadAsync(string pace, CancellationToken cancellationToken);
}
