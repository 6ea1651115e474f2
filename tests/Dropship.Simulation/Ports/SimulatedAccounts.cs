using Dropship.Core.Ports;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.Ports;

/// <summary>Accounts of one kind behind the wire, with their cursors.</summary>
internal class SimulatedAccounts<T>(
    Wire wire,
    MemoryAccounts<T> rows,
    string kind,
    Func<T, string> idOf,
    Action<string, PullCursor>? onCursor
)
    where T : class
{
    public Task<T?> FindAsync(string accountId, CancellationToken cancellationToken) =>
        wire.TableAsync($"find {kind}", accountId, () => rows.FindAsync(accountId, cancellationToken));

    public Task<IReadOnlyList<T>> ListAsync(CancellationToken cancellationToken) =>
        wire.TableAsync($"list {kind}s", string.Empty, () => rows.ListAsync(cancellationToken));

    public Task SaveAsync(T account, CancellationToken cancellationToken) =>
        wire.TableAsync($"save {kind}", idOf(account), () => rows.SaveAsync(account, cancellationToken));

    public Task DeleteAsync(string accountId, CancellationToken cancellationToken) =>
        wire.TableAsync($"delete {kind}", accountId, () => rows.DeleteAsync(accountId, cancellationToken));

    public Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken) =>
        wire.TableAsync($"{kind} cursor", accountId, () => rows.ReadCursorAsync(accountId, cancellationToken));

    public Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken) =>
        wire.TableAsync(
            $"move {kind} cursor",
            accountId,
            async () =>
            {
                var isMoved = await rows.SaveCursorAsync(accountId, cursor, cancellationToken);
                if (isMoved)
                {
                    onCursor?.Invoke(accountId, cursor);
                }

                return isMoved;
            }
        );
}
