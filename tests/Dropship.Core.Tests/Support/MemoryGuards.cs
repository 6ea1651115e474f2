using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

/// <summary>Sums in memory.</summary>
internal sealed class MemoryLedger : ISpendLedger
{
    private readonly Dictionary<(SpendAccount Account, string Entry), Money> _entries = [];

    /// <summary>How often it was asked for anything.</summary>
    public int Calls { get; private set; }

    public long Sum(string scope) => _entries.Where(entry => entry.Key.Account.Scope == scope).Sum(entry => entry.Value.Minor);

    public Task<bool> TryReserveAsync(SpendAccount account, string entry, Money amount, Money? limit, CancellationToken cancellationToken)
    {
        Calls++;
        if (_entries.ContainsKey((account, entry)))
        {
            return Task.FromResult(true);
        }

        var sum = _entries.Where(known => known.Key.Account == account).Sum(known => known.Value.Minor);
        if (limit is { } most && sum + amount.Minor > most.Minor)
        {
            return Task.FromResult(false);
        }

        _entries[(account, entry)] = amount;
        return Task.FromResult(true);
    }

    public Task GiveBackAsync(SpendAccount account, string entry, CancellationToken cancellationToken)
    {
        Calls++;
        _entries.Remove((account, entry));
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
        _entries.Keys.Where(key => key.Account.Day < day).ToList().Select(old => _entries.Remove(old) ? 1 : 0).ToAsyncEnumerable();
}

/// <summary>Suppliers' records in memory.</summary>
internal sealed class MemorySupplierCases : ISupplierCases
{
    private readonly Dictionary<PurchaseOrderKey, SupplierCase> _cases = [];
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
        var known = _cases.GetValueOrDefault(one.Key)?.Faults ?? [];
        _cases[one.Key] = one with { Faults = [.. known.Union(one.Faults).Order()] };
        if (one.Faults.Count > 0)
        {
            _tallies.Remove(one.SupplierId);
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<SupplierCase> ListAsync(string supplierId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        Reads++;
        return _cases.Values.Where(one => one.SupplierId == supplierId && one.PlacedAt >= since).ToList().ToAsyncEnumerable();
    }

    public IAsyncEnumerable<SupplierCase> ListAllAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        _cases.Values.Where(one => one.PlacedAt >= since).ToList().ToAsyncEnumerable();

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset placedBefore, CancellationToken cancellationToken) =>
        _cases.Values.Where(one => one.PlacedAt < placedBefore).ToList().Select(one => _cases.Remove(one.Key) ? 1 : 0).ToAsyncEnumerable();
}

/// <summary>What people placed by hand, in memory.</summary>
internal sealed class MemoryAdoptedOrders : IAdoptedOrders
{
    private readonly Dictionary<(string Account, string Order), PurchaseOrderKey> _held = [];

    public Task<PurchaseOrderKey?> FindAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken) =>
        Task.FromResult(_held.TryGetValue((purchasingAccountId, supplierOrderId), out var key) ? key : (PurchaseOrderKey?)null);

    public Task<PurchaseOrderKey> ClaimAsync(
        string purchasingAccountId,
        string supplierOrderId,
        PurchaseOrderKey key,
        CancellationToken cancellationToken
    )
    {
        _held.TryAdd((purchasingAccountId, supplierOrderId), key);
        return Task.FromResult(_held[(purchasingAccountId, supplierOrderId)]);
    }

    public Task RemoveAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken)
    {
        _held.Remove((purchasingAccountId, supplierOrderId));
        return Task.CompletedTask;
    }
}

internal sealed class MemoryStopSwitch : IStopSwitch
{
    private readonly List<OrderEvent> _history = [];

    public StopState State { get; private set; } = StopState.Untouched;

    /// <summary>Changes a row of the history behind the app's back.</summary>
    public void Forge(int row, Func<OrderEvent, OrderEvent> change) => _history[row] = change(_history[row]);

    public Task<StopState> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(State);

    public Task<StopState> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(State);

    public Task<bool> TrySaveAsync(StopState state, OrderEvent told, CancellationToken cancellationToken)
    {
        State = state;
        _history.Add(told);
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderEvent>>(_history);
}

/// <summary>Fetched exchange rates in memory.</summary>
internal sealed class MemoryFetchedRates : IFetchedRates
{
    public RateRecord? Record { get; set; }

    public Task<RateRecord?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(Record);

    public Task<bool> TrySaveAsync(RateRecord record, CancellationToken cancellationToken)
    {
        Record = record;
        return Task.FromResult(true);
    }
}
