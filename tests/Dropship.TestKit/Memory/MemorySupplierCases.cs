using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>The suppliers' records in memory.</summary>
public sealed class MemorySupplierCases : ISupplierCases
{
    private readonly SortedDictionary<string, SupplierCase> _cases = new(StringComparer.Ordinal);

    private readonly Dictionary<string, SupplierTally> _tallies = new(StringComparer.Ordinal);

    public IReadOnlyCollection<SupplierCase> All => _cases.Values;

    /// <summary>How often the cases of a supplier were read.</summary>
    public int Reads { get; private set; }

    public Task<SupplierTally?> FindTallyAsync(string supplierId, CancellationToken cancellationToken) =>
        Task.FromResult(_tallies.GetValueOrDefault(supplierId));

    public Task KeepTallyAsync(SupplierTally tally, CancellationToken cancellationToken)
    {
        _tallies[tally.SupplierId] = tally;
        return Task.CompletedTask;
    }

    public Task NoteAsync(SupplierCase one, CancellationToken cancellationToken)
    {
        var known = _cases.GetValueOrDefault(one.Key.Value)?.Faults ?? [];
        _cases[one.Key.Value] = one with { Faults = [.. known.Union(one.Faults).Order()] };
        if (one.Faults.Count > 0)
        {
            _tallies.Remove(one.SupplierId);
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<SupplierCase> ListAsync(string supplierId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        Reads++;
        return List(one => one.SupplierId == supplierId && one.PlacedAt >= since).ToAsyncEnumerable();
    }

    public IAsyncEnumerable<SupplierCase> ListAllAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        List(one => one.PlacedAt >= since).ToAsyncEnumerable();

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset placedBefore, CancellationToken cancellationToken) =>
        List(one => one.PlacedAt < placedBefore).Select(one => _cases.Remove(one.Key.Value) ? 1 : 0).ToAsyncEnumerable();

    private List<SupplierCase> List(Func<SupplierCase, bool> isMeant) => [.. _cases.Values.Where(isMeant)];
}
