using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>The suppliers' records in memory.</summary>
public sealed class MemorySupplierCases : ISupplierCases
{
    private readonly SortedDictionary<string, SupplierCase> _cases = new(StringComparer.Ordinal);

    public IReadOnlyCollection<SupplierCase> All => _cases.Values;

    public Task NoteAsync(SupplierCase one, CancellationToken cancellationToken)
    {
        var known = _cases.GetValueOrDefault(one.Key.Value)?.Faults ?? [];
        _cases[one.Key.Value] = one with { Faults = [.. known.Union(one.Faults).Order()] };
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<SupplierCase> ListAsync(string supplierId, DateTimeOffset since, CancellationToken cancellationToken) =>
        List(one => one.SupplierId == supplierId && one.PlacedAt >= since).ToAsyncEnumerable();

    public IAsyncEnumerable<SupplierCase> ListAllAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        List(one => one.PlacedAt >= since).ToAsyncEnumerable();

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset placedBefore, CancellationToken cancellationToken) =>
        List(one => one.PlacedAt < placedBefore).Select(one => _cases.Remove(one.Key.Value) ? 1 : 0).ToAsyncEnumerable();

    private List<SupplierCase> List(Func<SupplierCase, bool> isMeant) => [.. _cases.Values.Where(isMeant)];
}
