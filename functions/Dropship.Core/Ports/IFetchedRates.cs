namespace Dropship.Core.Ports;

/// <summary>Keeps the rates that were fetched last.</summary>
public interface IFetchedRates
{
    /// <summary>The rates; null before the first attempt. An implementation may answer from what it read a minute ago.</summary>
    Task<RateRecord?> FindAsync(CancellationToken cancellationToken);

    /// <returns>False when another writer was faster; then nothing is written.</returns>
    Task<bool> TrySaveAsync(RateRecord record, CancellationToken cancellationToken);
}
