using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>The sums of the days in memory.</summary>
internal sealed class SimulatedLedger(Wire wire) : ISpendLedger
{
    private readonly Dictionary<SpendAccount, SortedDictionary<string, long>> _entries = [];

    public Task<bool> TryReserveAsync(
        SpendAccount account,
        string entry,
        Money amount,
        Money? limit,
        CancellationToken cancellationToken
    ) =>
        wire.StoreAsync(
            "reserve",
            entry,
            () =>
            {
                var entries = _entries.TryGetValue(account, out var known)
                    ? known
                    : _entries[account] = new SortedDictionary<string, long>(StringComparer.Ordinal);
                if (entries.ContainsKey(entry))
                {
                    return true;
                }

                if (limit is { } most && entries.Values.Sum() + amount.Minor > most.Minor)
                {
                    return false;
                }

                entries[entry] = amount.Minor;
                return true;
            }
        );

    public Task GiveBackAsync(SpendAccount account, string entry, CancellationToken cancellationToken) =>
        wire.StoreAsync("give back", entry, () => _entries.TryGetValue(account, out var entries) && entries.Remove(entry));

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No run is that long.");
}
