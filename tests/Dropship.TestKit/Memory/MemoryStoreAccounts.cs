using System.Collections.Concurrent;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemoryStoreAccounts() : MemoryAccounts<StoreAccount>(account => account.Id), IStoreAccounts
{
    private readonly ConcurrentDictionary<string, bool> _claims = new(StringComparer.Ordinal);

    public Task<IAsyncDisposable?> TryClaimAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable?>(_claims.TryAdd(name, true) ? new Claim(() => _claims.TryRemove(name, out _)) : null);

    private sealed class Claim(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}
