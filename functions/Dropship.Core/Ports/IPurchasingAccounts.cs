namespace Dropship.Core.Ports;

/// <summary>The buying accounts, and how far each one's changes have been read.</summary>
public interface IPurchasingAccounts
{
    Task<PurchasingAccount?> FindAsync(string accountId, CancellationToken cancellationToken);

    Task<IReadOnlyList<PurchasingAccount>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes or replaces an account; the cursor stays.</summary>
    Task SaveAsync(PurchasingAccount account, CancellationToken cancellationToken);

    /// <summary>Deletes an account and its cursor. Repeating it is harmless.</summary>
    Task DeleteAsync(string accountId, CancellationToken cancellationToken);

    Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken);

    /// <returns>False when another writer was faster; then nothing is written.</returns>
    Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken);
}
