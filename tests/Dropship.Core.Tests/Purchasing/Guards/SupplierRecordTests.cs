using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Purchasing.Guards;

/// <summary>Each purchase counts once in its supplier's record, and a bad record stops the automatic way.</summary>
public sealed class SupplierRecordTests
{
    [Fact]
    public async Task A_purchase_that_goes_well_counts_once_and_without_a_fault()
    {
        var world = new World();
        var purchase = await world.PaidAsync();
        await world.ShipAsync("YT8800000000001");
        await world.PlayAsync(purchase.Key);

        var one = Assert.Single(world.Suppliers.All);
        Assert.Equal((purchase.Key, "supplier-1"), (one.Key, one.SupplierId));
        Assert.Empty(one.Faults);
        Assert.Equal(purchase.PlacedAt, one.PlacedAt);
    }

    [Fact]
    public async Task The_purchases_are_read_once_an_hour_and_again_as_soon_as_there_is_a_fault()
    {
        var world = new World();
        var records = new SupplierRecords(world.Suppliers, new GuardOptions { SupplierLeastPurchases = 1 }, world.Clock);
        var one = new SupplierCase(
            PurchaseOrderKey.Create(new OrderKey("shop-one", "1"), "supplier-9", "a", PurchasePurpose.Sale, 1),
            "supplier-9",
            "Nine",
            world.Clock.GetUtcNow(),
            []
        );
        await world.Suppliers.NoteAsync(one, CancellationToken.None);

        Assert.Equal(0, (await FindAsync()).Late);
        Assert.Equal(0, (await FindAsync()).Late);
        Assert.Equal(1, world.Suppliers.Reads);

        await world.Suppliers.NoteAsync(one with { Faults = [SupplierFault.Late] }, CancellationToken.None);
        Assert.Equal(1, (await FindAsync()).Late);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await FindAsync();
        Assert.Equal(3, world.Suppliers.Reads);

        async Task<SupplierRecord> FindAsync() => (await records.FindAsync("supplier-9", CancellationToken.None))!;
    }

    [Fact]
    public async Task A_late_shipment_stays_in_the_record_after_it_came()
    {
        var world = new World();
        var key = (await world.PaidAsync()).Key;
        world.Clock.Advance(world.Fulfilment.SupplierShipsWithin);
        await world.PlayAsync(key);
        Assert.Equal("SHIPMENT_LATE", (await world.PurchaseAsync("1001")).Hold!.Code);
        await world.ShipAsync("YT8800000000001");
        await world.PlayAsync(key);

        Assert.Null((await world.PurchaseAsync("1001")).Hold);
        Assert.Equal([SupplierFault.Late], Assert.Single(world.Suppliers.All).Faults);
    }

    [Fact]
    public async Task A_parcel_that_nobody_scans_is_a_suspicion()
    {
        var world = new World();
        var key = (await world.PaidAsync()).Key;
        world.Market.Status = ParcelStatus.InfoReceived;
        await world.ShipAsync("YT8800000000001");
        await world.PlayAsync(key);
        world.Clock.Advance(world.Fulfilment.PickupWithin + TimeSpan.FromHours(1));
        await world.PlayAsync(key);

        Assert.Equal([SupplierFault.Suspected], Assert.Single(world.Suppliers.All).Faults);
    }

    [Theory]
    [InlineData(2600, true)]
    [InlineData(2400, false)]
    public async Task A_price_that_rises_counts_and_one_that_falls_does_not(long fen, bool isFault)
    {
        var world = new World();
        await world.AskedAsync();
        world.Market.Change(world.Market.Single.OrderId, order => order with { Total = Money.Cny(fen) });
        await world.NewsAsync(world.Market.Single.OrderId);

        Assert.Equal(isFault ? [SupplierFault.PriceRise] : [], Assert.Single(world.Suppliers.All).Faults);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public async Task An_order_that_the_supplier_closed_counts_and_one_that_nobody_paid_in_time_does_not(int hoursLeft, bool isFault)
    {
        var world = new World();
        await world.AskedAsync();
        world.Market.Change(
            world.Market.Single.OrderId,
            order =>
                order with
                {
                    Status = SupplierOrderStatus.Cancelled,
                    RawStatus = "cancel",
                    ModifiedAt = world.Clock.GetUtcNow(),
                    PayBy = world.Clock.GetUtcNow().AddHours(hoursLeft),
                }
        );
        await world.NewsAsync(world.Market.Single.OrderId);

        Assert.Equal("SUPPLIER_CLOSED", (await world.PurchaseAsync("1001")).Hold!.Code);
        Assert.Equal(isFault ? [SupplierFault.Cancelled] : [], Assert.Single(world.Suppliers.All).Faults);
    }

    [Theory]
    [InlineData(10, 2, 15, true)]
    [InlineData(10, 2, 20, false)]
    [InlineData(9, 9, 19, false)]
    public async Task Above_a_limit_nothing_is_bought_there_until_a_person_lets_it_through(int purchases, int late, int limit, bool isHeld)
    {
        var world = new World(new GuardOptions { MaximumLatePercent = limit });
        await FillAsync(world, purchases, late, world.Clock.GetUtcNow().AddDays(-2));
        await OrderAsync(world, "1001");

        var purchase = await world.PurchaseAsync("1001");
        Assert.Equal(isHeld ? HoldReasons.SupplierUnreliable.Code : null, purchase.Hold?.Code);
        Assert.Equal(isHeld ? 0 : 1, world.Market.Created.Count);
        if (!isHeld)
        {
            return;
        }

        Assert.Equal("20 % of the supplier's 10 purchases were late; at most 15 % may be", purchase.Hold!.Detail);
        await world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "nobody else has it", CancellationToken.None);
        await world.DrainAsync();
        Assert.Single(world.Market.Created);

        // The word was for that order alone.
        await OrderAsync(world, "1002");
        Assert.Equal(HoldReasons.SupplierUnreliable.Code, (await world.PurchaseAsync("1002")).Hold?.Code);
    }

    [Fact]
    public async Task What_is_older_than_the_window_and_what_others_did_does_not_count()
    {
        var world = new World(new GuardOptions { MaximumLatePercent = 0 });
        await FillAsync(world, 20, 20, world.Clock.GetUtcNow().AddDays(-31));
        await FillAsync(world, 20, 20, world.Clock.GetUtcNow(), "supplier-2");
        await OrderAsync(world, "1001");

        Assert.Single(world.Market.Created);
    }

    [Fact]
    public async Task The_list_has_the_worst_first()
    {
        var world = new World();
        await FillAsync(world, 10, 1, world.Clock.GetUtcNow(), "fair");
        await FillAsync(world, 3, 1, world.Clock.GetUtcNow(), "bad");
        await FillAsync(world, 5, 0, world.Clock.GetUtcNow().AddDays(-20), "good");
        var records = new SupplierRecords(world.Suppliers, new GuardOptions(), world.Clock);

        Assert.Equal(
            [("bad", 33.3m), ("fair", 10m), ("good", 0m)],
            (await records.ListAsync(null, CancellationToken.None)).Select(one => (one.SupplierId, one.LatePercent))
        );
        Assert.Equal(2, (await records.ListAsync(TimeSpan.FromDays(7), CancellationToken.None)).Count);
    }

    private static async Task FillAsync(World world, int purchases, int late, DateTimeOffset at, string supplier = "supplier-1")
    {
        for (var number = 0; number < purchases; number++)
        {
            await world.Suppliers.NoteAsync(
                new SupplierCase(
                    PurchaseOrderKey.Create(
                        new OrderKey(World.Account, $"9{number}"),
                        supplier,
                        at.ToString("yyMMdd", null),
                        PurchasePurpose.Sale,
                        1
                    ),
                    supplier,
                    supplier,
                    at,
                    number < late ? [SupplierFault.Late] : []
                ),
                CancellationToken.None
            );
        }
    }

    private static async Task OrderAsync(World world, string id)
    {
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        world.Store.Orders[id] = World.Order(id, ("L1", "SKU-A", 2));
        await world.RunAsync();
    }
}
