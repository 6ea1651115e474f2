using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Waybill numbers behind the wire.</summary>
internal sealed class SimulatedWaybills(Wire wire, IWaybills rows) : IWaybills
{
    public Task NoteAsync(WaybillUse use, CancellationToken cancellationToken) =>
        wire.TableAsync("note waybill", use.Number, () => rows.NoteAsync(use, cancellationToken));

    public Task<IReadOnlyList<WaybillUse>> ListAsync(string number, CancellationToken cancellationToken) =>
        wire.TableAsync("list waybills", number, () => rows.ListAsync(number, cancellationToken));

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset notedBefore, CancellationToken cancellationToken) =>
        rows.RemoveBeforeAsync(notedBefore, cancellationToken);
}
