using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>The suppliers' records behind the wire.</summary>
internal sealed class SimulatedSupplierCases(Wire wire, ISupplierCases rows) : ISupplierCases
{
    // It only spares a reading, so that no step waits for it.
    public Task<SupplierTally?> FindTallyAsync(string supplierId, CancellationToken cancellationToken) =>
        rows.FindTallyAsync(supplierId, cancellationToken);

    public Task KeepTallyAsync(SupplierTally tally, CancellationToken cancellationToken) => rows.KeepTallyAsync(tally, cancellationToken);

    public Task NoteAsync(SupplierCase one, CancellationToken cancellationToken) =>
        wire.TableAsync("note supplier", one.Key.Value, () => rows.NoteAsync(one, cancellationToken));

    public IAsyncEnumerable<SupplierCase> ListAsync(string supplierId, DateTimeOffset since, CancellationToken cancellationToken) =>
        rows.ListAsync(supplierId, since, cancellationToken);

    public IAsyncEnumerable<SupplierCase> ListAllAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        rows.ListAllAsync(since, cancellationToken);

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset placedBefore, CancellationToken cancellationToken) =>
        rows.RemoveBeforeAsync(placedBefore, cancellationToken);
}
