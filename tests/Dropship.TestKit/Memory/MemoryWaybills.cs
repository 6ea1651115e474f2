using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Waybill numbers in memory.</summary>
public sealed class MemoryWaybills : IWaybills
{
    private readonly SortedDictionary<string, WaybillUse> _uses = new(StringComparer.Ordinal);

    public IReadOnlyCollection<WaybillUse> Uses => _uses.Values;

    public Task NoteAsync(WaybillUse use, CancellationToken cancellationToken) =>
        Task.FromResult(_uses.TryAdd($"{KeyOf(use.Number)}{use.CarrierKey} {use.Purchase.Value}", use));

    public Task<IReadOnlyList<WaybillUse>> ListAsync(string number, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WaybillUse>>([
            .. _uses.Where(use => use.Key.StartsWith(KeyOf(number), StringComparison.Ordinal)).Select(use => use.Value),
        ]);

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset notedBefore, CancellationToken cancellationToken) =>
        _uses
            .Where(use => use.Value.NotedAt < notedBefore)
            .Select(use => use.Key)
            .ToList()
            .Select(key => _uses.Remove(key) ? 1 : 0)
            .ToAsyncEnumerable();

    private static string KeyOf(string number) => $"{TrackingNumbers.Key(number)} ";
}
