using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>The sums of the days behind the wire.</summary>
internal sealed class SimulatedLedger(Wire wire, ISpendLedger rows) : ISpendLedger
{
    public Task<bool> TryReserveAsync(
        SpendAccount account,
        string entry,
        Money amount,
        Money? limit,
        CancellationToken cancellationToken
    ) => wire.TableAsync("reserve", entry, () => rows.TryReserveAsync(account, entry, amount, limit, cancellationToken));

    public Task GiveBackAsync(SpendAccount account, string entry, CancellationToken cancellationToken) =>
        wire.TableAsync("give back", entry, () => rows.GiveBackAsync(account, entry, cancellationToken));

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
        rows.RemoveBeforeAsync(day, cancellationToken);
}
