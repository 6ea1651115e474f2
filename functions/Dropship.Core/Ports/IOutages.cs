namespace Dropship.Core.Ports;

/// <summary>Who does not answer. Asked before each call, so an implementation may answer from what it read a few seconds ago.</summary>
public interface IOutages
{
    /// <summary>The outage of a service; null when it works.</summary>
    Task<Outage?> FindAsync(string service, CancellationToken cancellationToken);

    /// <returns>False when another writer was faster; then nothing is written.</returns>
    Task<bool> TrySaveAsync(Outage outage, CancellationToken cancellationToken);

    Task RemoveAsync(string service, CancellationToken cancellationToken);
}
