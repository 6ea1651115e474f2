using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>One platform as the scenarios play it: its connector against its stand-in.</summary>
internal abstract class StoreSide(SandboxBench bench) : IAsyncDisposable
{
    public const string SupplierNumber = "75312345678901";

    public SandboxBench Bench { get; } = bench;

    public abstract StoreAccount Account { get; }

    public IStorePlatform Platform => Bench.Bench.Platforms.Find(Account.Platform)!;

    /// <summary>The stand-in's names of the listing, of the reading of one order, of the write, and of the call that brings a token. A
    /// platform whose orders are submitted is neither listed nor read, and keys that do not end need no token.</summary>
    public abstract (string? List, string? Read, string Write, string? Token) Operations { get; }

    /// <summary>Whether a write with an unknown result is looked up before it is sent again; if not, a repeat is harmless.</summary>
    public bool LooksUpWrites => Operations.Read is not null;

    /// <summary>Whether the number that the customer sees is the platform's own.</summary>
    public bool MakesNumber => Platform is IPlatformShipping;

    /// <summary>Whether a shop of the platform sells in one currency only.</summary>
    public virtual bool HasOneCurrency => false;

    public Task<string> MakeOrderAsync(bool paid = true, int lines = 1) => MakeOrderAsync(new ScenarioOrder(paid, lines));

    public abstract Task<string> MakeOrderAsync(ScenarioOrder order);

    public abstract Task CancelAsync(string id);

    /// <summary>Has the stand-in send its deliveries to an address.</summary>
    public abstract Task SendWebhooksToAsync(Uri address);

    public async Task<StoreOrder> ReadAsync(string id)
    {
        var read = await Platform.ReadOrderAsync(Account, id, CancellationToken.None);
        Assert.True(read.IsSuccess, read.ToString());
        Assert.Null(read.Value.Problem);
        return read.Value.Order!;
    }

    public async Task<IReadOnlyList<StoreOrderReading>> ListAsync()
    {
        var all = new List<StoreOrderReading>();
        string? page = null;
        do
        {
            var listed = await TryListAsync(page);
            Assert.True(listed.IsSuccess, listed.ToString());
            all.AddRange(listed.Value.Orders);
            page = listed.Value.NextPage;
        } while (page is not null);
        Assert.Equal(all.Select(reading => reading.UpdatedAt).Order(), all.Select(reading => reading.UpdatedAt));
        return all;
    }

    public Task<CallResult<StoreOrderPage>> TryListAsync(string? page = null) =>
        Platform.ListChangedOrdersAsync(
            Account,
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddMinutes(1),
            page,
            CancellationToken.None
        );

    /// <summary>Tells the store of a supplier's parcel, by the ability that the platform has.</summary>
    public Task<CallResult<TrackingReceipt>> TellAsync(string id, string number, params IReadOnlyList<OrderLine> lines)
    {
        var push = new TrackingPush
        {
            StoreOrderId = id,
            Lines = [.. lines.Select(line => new LineQuantity(line.LineId, line.Quantity))],
            CarrierName = "中通快递(ZTO)",
            CarrierCode = "ZTO",
            TrackingNumber = number,
            OwnNumbers = [SupplierNumber, SupplierNumber + "2"],
            NotifyCustomer = false,
        };
        return Platform switch
        {
            IPlatformShipping shipping => shipping.ArrangeAsync(Account, push, CancellationToken.None),
            ITrackingPush tracking => tracking.PushTrackingAsync(Account, push, CancellationToken.None),
            _ => throw new InvalidOperationException($"{Platform.Name} takes nothing."),
        };
    }

    /// <summary>Says in the table of the docs what a scenario showed.</summary>
    public void Confirm(string scenario, string seen) => ScenarioTable.Confirm(Account.Platform, scenario, seen);

    /// <summary>Has the next listings fail, where orders are listed at all.</summary>
    public Task FaultListAsync(string kind, int times = 1) =>
        Operations.List is { } list ? Bench.FaultAsync(Account.Platform, list, kind, times) : Task.CompletedTask;

    public Task<int> ReadCallsAsync() => Operations.Read is { } read ? CallsAsync(read) : Task.FromResult(0);

    public async Task<int> CallsAsync(string operation) => await Bench.CallsAsync($"{Account.Platform}:{operation}");

    public virtual ValueTask DisposeAsync() => Bench.DisposeAsync();
}
