namespace Dropship.Core.Operations;

/// <summary>Keeps what became of the newest digest.</summary>
public interface IDigests
{
    /// <summary>The newest; null before the first.</summary>
    Task<DigestRecord?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Writes it in the place of the one that was read.</summary>
    /// <returns>As it is kept; null when another writer was faster, and then nothing was written.</returns>
    Task<DigestRecord?> TrySaveAsync(DigestRecord record, CancellationToken cancellationToken);
}
