using System.Globalization;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Accounts of one kind in memory, with their cursors.</summary>
public abstract class MemoryAccounts<T>(Func<T, string> idOf)
    where T : class
{
    private readonly SortedDictionary<string, T> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PullCursor> _cursors = new(StringComparer.Ordinal);
    private int _version;

    public IReadOnlyCollection<T> All => _accounts.Values;

    /// <summary>An account as it is now; no read of the app's.</summary>
    public T? Find(string accountId) => _accounts.GetValueOrDefault(accountId);

    public Task<T?> FindAsync(string accountId, CancellationToken cancellationToken) => Task.FromResult(Find(accountId));

    public Task<IReadOnlyList<T>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<T>>([.. _accounts.Values]);

    public Task SaveAsync(T account, CancellationToken cancellationToken)
    {
        _accounts[idOf(account)] = account;
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string accountId, CancellationToken cancellationToken)
    {
        _accounts.Remove(accountId);
        _cursors.Remove(accountId);
        return Task.CompletedTask;
    }

    public Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_cursors.GetValueOrDefault(accountId) ?? PullCursor.Start);

    public Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken)
    {
        if (_cursors.GetValueOrDefault(accountId)?.Version != cursor.Version)
        {
            return Task.FromResult(false);
        }

        _cursors[accountId] = cursor with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
        return Task.FromResult(true);
    }
}
