using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>The sums of the days in memory.</summary>
public sealed class MemoryLedger : ISpendLedger
{
    private readonly Dictionary<SpendAccount, Dictionary<string, long>> _entries = [];

    /// <summary>How often it was asked for anything.</summary>
    public int Calls { get; private set; }

    /// <summary>What is counted for a scope on all days, in minor units.</summary>
    public long Sum(string scope) => _entries.Where(account => account.Key.Scope == scope).Sum(account => account.Value.Values.Sum());

    public Task<bool> TryReserveAsync(SpendAccount account, string entry, Money amount, Money? limit, CancellationToken cancellationToken)
    {
        Calls++;
        if (!_entries.TryGetValue(account, out var entries))
        {
            _entries[account] = entries = new Dictionary<string, long>(StringComparer.Ordinal);
        }

        if (entries.ContainsKey(entry))
        {
            return Task.FromResult(true);
        }

        if (limit is { } most && entries.Values.Sum() + amount.Minor > most.Minor)
        {
            return Task.FromResult(false);
        }

        entries[entry] = amount.Minor;
        return Task.FromResult(true);
    }

    public Task GiveBackAsync(SpendAccount account, string entry, CancellationToken cancellationToken)
    {
        Calls++;
        return Task.FromResult(_entries.TryGetValue(account, out var entries) && entries.Remove(entry));
    }

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
        _entries
            .Keys.Where(account => account.Day < day)
            .ToList()
            .Select(old => _entries.Remove(old, out var entries) ? entries.Count : 0)
            .ToAsyncEnumerable();
}
