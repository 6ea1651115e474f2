namespace Dropship.Core.Ports;

/// <summary>The stores, and how far each has been read.</summary>
public interface IStoreAccounts
{
    Task<StoreAccount?> FindAsync(string accountId, CancellationToken cancellationToken);

    Task<IReadOnlyList<StoreAccount>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes or replaces an account; the cursor stays.</summary>
    Task SaveAsync(StoreAccount account, CancellationToken cancellationToken);

    /// <summary>Deletes an account and its cursor. Repeating it is harmless.</summary>
    Task DeleteAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Claims a name for one caller, such as the shop that is being set up. A claim that is not given back ends after some
    /// minutes.</summary>
    /// <returns>The claim, which is given back by disposing of it; null while another caller has it.</returns>
    Task<IAsyncDisposable?> TryClaimAsync(string name, CancellationToken cancellationToken);

    /// <summary>How far the store has been read; a new cursor when it never was.</summary>
    Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Moves the cursor.</summary>
    /// <returns>False when another writer was faster; then nothing is written.</returns>
    Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken);
}
