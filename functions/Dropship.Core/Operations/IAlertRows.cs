using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Keeps alerts: one open for each key, and those that were closed.</summary>
public interface IAlertRows
{
    /// <returns>False when one of its key is open; then nothing was written.</returns>
    Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>The open alert of a key; null when there is none.</summary>
    Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken);

    Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken);

    /// <returns>False when it was written or closed meanwhile; then nothing was written.</returns>
    Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Puts an open alert with those that were closed. Repeating it is harmless.</summary>
    /// <param name="alert">The alert with the time at which it was resolved.</param>
    Task CloseAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Removes those that were closed in months before that of a day.</summary>
    /// <returns>How many went with each step, perhaps none. It goes on for as long as it is read.</returns>
    IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, CancellationToken cancellationToken);
}
