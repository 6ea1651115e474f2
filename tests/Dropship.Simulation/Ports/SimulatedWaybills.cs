using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Waybill numbers in memory.</summary>
internal sealed class SimulatedWaybills(Wire wire) : IWaybills
{
    private readonly SortedDictionary<string, WaybillUse> _uses = new(StringComparer.Ordinal);

    public Task NoteAsync(WaybillUse use, CancellationToken cancellationToken) =>
        wire.StoreAsync("note waybill", use.Number, () => _uses.TryAdd($"{KeyOf(use.Number)}{use.CarrierKey} {use.Purchase.Value}", use));

    public Task<IReadOnlyList<WaybillUse>> ListAsync(string number, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "list waybills",
            number,
            () =>
                (IReadOnlyList<WaybillUse>)
                    [.. _uses.Where(use => use.Key.StartsWith(KeyOf(number), StringComparison.Ordinal)).Select(use => use.Value)]
        );

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset notedBefore, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No run is that long.");

    private static string KeyOf(string number) => $"{TrackingNumbers.Key(number)} ";
}
