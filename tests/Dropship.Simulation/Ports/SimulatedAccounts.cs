using System.Globalization;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Accounts of one kind in memory, with their cursors.</summary>
internal class SimulatedAccounts<T>(Wire wire, string kind, Func<T, string> idOf, Action<string, PullCursor>? onCursor)
    where T : class
{
    private readonly SortedDictionary<string, T> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PullCursor> _cursors = new(StringComparer.Ordinal);
    private int _version;

    public IReadOnlyCollection<T> All => _accounts.Values;

    public T? Find(string accountId) => _accounts.GetValueOrDefault(accountId);

    public void Put(T account) => _accounts[idOf(account)] = account;

    public Task<T?> FindAsync(string accountId, CancellationToken cancellationToken) =>
        wire.StoreAsync($"find {kind}", accountId, () => Find(accountId));

    public Task<IReadOnlyList<T>> ListAsync(CancellationToken cancellationToken) =>
        wire.StoreAsync($"list {kind}s", string.Empty, () => (IReadOnlyList<T>)[.. _accounts.Values]);

    public Task SaveAsync(T account, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            $"save {kind}",
            idOf(account),
            () =>
            {
                Put(account);
                return true;
            }
        );

    public Task DeleteAsync(string accountId, CancellationToken cancellationToken) =>
        wire.StoreAsync($"delete {kind}", accountId, () => _accounts.Remove(accountId) | _cursors.Remove(accountId));

    public Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken) =>
        wire.StoreAsync($"{kind} cursor", accountId, () => _cursors.GetValueOrDefault(accountId) ?? PullCursor.Start);

    public Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            $"move {kind} cursor",
            accountId,
            () =>
            {
                if (_cursors.GetValueOrDefault(accountId)?.Version != cursor.Version)
                {
                    return false;
                }

                onCursor?.Invoke(accountId, cursor);
                _cursors[accountId] = cursor with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
                return true;
            }
        );
}
