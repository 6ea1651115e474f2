using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Purchasing;

/// <summary>A supplier's record is a partition of its own, with one row for each purchase.</summary>
[Collection(StorageGroup.Name)]
public sealed class SupplierCaseTests(StorageFixture fixture)
{
    private static readonly DateTimeOffset s_placed = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _supplier = $"b2b-{Guid.NewGuid():N}/#?";

    [Fact]
    public async Task A_purchase_is_one_row_and_no_writer_takes_a_fault_away()
    {
        await using var bench = fixture.Open();
        var one = NewCase("1", s_placed, SupplierFault.Late);
        await bench.SupplierCases.NoteAsync(one, CancellationToken.None);
        await bench.SupplierCases.NoteAsync(
            one with
            {
                Faults = [SupplierFault.PriceRise],
                SupplierName = "灯具厂",
            },
            CancellationToken.None
        );
        await bench.SupplierCases.NoteAsync(one with { Faults = [], SupplierName = "灯具厂" }, CancellationToken.None);

        var kept = Assert.Single(await ListAsync(bench, s_placed));
        Assert.Equal([SupplierFault.Late, SupplierFault.PriceRise], kept.Faults);
        Assert.Equal((one.Key, _supplier, "灯具厂", s_placed), (kept.Key, kept.SupplierId, kept.SupplierName, kept.PlacedAt));
    }

    [Fact]
    public async Task Only_the_window_and_the_supplier_count_and_the_old_go()
    {
        await using var bench = fixture.Open();
        var old = s_placed.AddYears(-1);
        await bench.SupplierCases.NoteAsync(NewCase("1", old), CancellationToken.None);
        await bench.SupplierCases.NoteAsync(NewCase("2", s_placed), CancellationToken.None);
        await bench.SupplierCases.NoteAsync(NewCase("3", s_placed) with { SupplierId = $"{_supplier}2" }, CancellationToken.None);

        Assert.Equal(2, (await ListAsync(bench, old)).Count);
        Assert.Single(await ListAsync(bench, s_placed));
        Assert.Equal(
            2,
            await bench
                .SupplierCases.ListAllAsync(s_placed, CancellationToken.None)
                .CountAsync(one => one.SupplierId.StartsWith(_supplier, StringComparison.Ordinal))
        );

        await foreach (var _ in bench.SupplierCases.RemoveBeforeAsync(s_placed, CancellationToken.None)) { }
        Assert.Single(await ListAsync(bench, old));
    }

    [Fact]
    public async Task What_was_counted_is_kept_until_a_fault_is_noted_and_is_no_case()
    {
        await using var bench = fixture.Open();
        var tally = new SupplierTally(_supplier, "灯具厂", 12, 3, 1, 0, 2, TimeSpan.FromDays(30), s_placed);
        Assert.Null(await bench.SupplierCases.FindTallyAsync(_supplier, CancellationToken.None));
        await bench.SupplierCases.KeepTallyAsync(tally, CancellationToken.None);
        await bench.SupplierCases.NoteAsync(NewCase("1", s_placed), CancellationToken.None);

        Assert.Equal(tally, await bench.SupplierCases.FindTallyAsync(_supplier, CancellationToken.None));
        Assert.Single(await ListAsync(bench, s_placed.AddYears(-9)));

        await bench.SupplierCases.NoteAsync(NewCase("1", s_placed, SupplierFault.Late), CancellationToken.None);
        Assert.Null(await bench.SupplierCases.FindTallyAsync(_supplier, CancellationToken.None));
    }

    [Fact]
    public async Task An_order_placed_by_hand_belongs_to_the_first_purchase_order_that_claims_it()
    {
        await using var bench = fixture.Open();
        var (first, second) = (NewCase("1", s_placed).Key, NewCase("2", s_placed).Key);
        Assert.Null(await bench.AdoptedOrders.FindAsync(_supplier, "1690", CancellationToken.None));
        Assert.Equal(first, await bench.AdoptedOrders.ClaimAsync(_supplier, "1690", first, CancellationToken.None));
        Assert.Equal(first, await bench.AdoptedOrders.ClaimAsync(_supplier, "1690", second, CancellationToken.None));
        Assert.Equal(second, await bench.AdoptedOrders.ClaimAsync(_supplier, "1691", second, CancellationToken.None));
        Assert.Equal(first, await bench.AdoptedOrders.FindAsync(_supplier, "1690", CancellationToken.None));

        await bench.AdoptedOrders.RemoveAsync(_supplier, "1690", CancellationToken.None);
        await bench.AdoptedOrders.RemoveAsync(_supplier, "1690", CancellationToken.None);
        Assert.Null(await bench.AdoptedOrders.FindAsync(_supplier, "1690", CancellationToken.None));
    }

    private async Task<List<SupplierCase>> ListAsync(StorageBench bench, DateTimeOffset since) =>
        await bench.SupplierCases.ListAsync(_supplier, since, CancellationToken.None).ToListAsync();

    private SupplierCase NewCase(string order, DateTimeOffset placed, params SupplierFault[] faults) =>
        new(
            PurchaseOrderKey.Create(new OrderKey("shop-one", order), _supplier, "a", PurchasePurpose.Sale, 1),
            _supplier,
            "Lights",
            placed,
            faults
        );
}
