using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>The suppliers' records in memory.</summary>
internal sealed class SimulatedSupplierCases(Wire wire) : ISupplierCases
{
    private readonly SortedDictionary<string, SupplierCase> _cases = new(StringComparer.Ordinal);

    public Task<SupplierTally?> FindTallyAsync(string supplierId, CancellationToken cancellationToken) =>
        Task.FromResult<SupplierTally?>(null);

    public Task KeepTallyAsync(SupplierTally tally, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task NoteAsync(SupplierCase one, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "note supplier",
            one.Key.Value,
            () =>
            {
                var known = _cases.TryGetValue(one.Key.Value, out var old) ? old.Faults : [];
                _cases[one.Key.Value] = one with { Faults = [.. known.Union(one.Faults).Order()] };
                return true;
            }
        );

    public IAsyncEnumerable<SupplierCase> ListAsync(string supplierId, DateTimeOffset since, CancellationToken cancellationToken) =>
        _cases.Values.Where(one => one.SupplierId == supplierId && one.PlacedAt >= since).ToList().ToAsyncEnumerable();

    public IAsyncEnumerable<SupplierCase> ListAllAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        _cases.Values.Where(one => one.PlacedAt >= since).ToList().ToAsyncEnumerable();

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset placedBefore, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No run is that long.");
}
