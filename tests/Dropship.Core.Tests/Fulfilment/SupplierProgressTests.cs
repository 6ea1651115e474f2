using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment;

public sealed class SupplierProgressTests
{
    [Fact]
    public async Task News_in_any_order_and_any_number_lead_to_the_same_end()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        await world.PlayAsync(purchase.Key);
        var start = await world.ReadAsync("1001");
        var id = world.Market.Single.OrderId;

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Market.Pay(id);
        var paid = world.Market.Single;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        world.Market.Ship(id, "ZTO2", new ParcelLine($"{id}0", 1));
        var shipped = world.Market.Single;
        var first = world.Market.Parcels[id][0];
        var second = world.Market.Parcels[id][1];
        (SupplierOrder Order, SupplierParcel[] Parcels)[] news =
        [
            (paid, []),
            (shipped, [first with { Status = ParcelStatus.Announced, RawStatus = "CONSIGN" }]),
            (shipped, [first, second]),
            (shipped, [first with { Status = ParcelStatus.Delivered, RawStatus = "SIGN" }]),
        ];

        var ends = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sequence in Permutations([0, 1, 2, 3]))
        {
            var edit = new OrderEdit(start, Who.Market, world.Clock.GetUtcNow());
            foreach (var index in sequence.Concat(sequence))
            {
                SupplierProgress.Apply(edit, purchase.Key, [news[index].Order], news[index].Parcels);
            }

            var end = edit.Record.PurchaseOrders.Single();
            ends.Add($"{end.State} {end.SupplierOrders.Single().RawStatus} {string.Join(",", end.Parcels.OrderBy(parcel => parcel.ParcelId, StringComparer.Ordinal).Select(parcel => $"{parcel.WaybillNumber}:{parcel.Status}:{parcel.StoreLines.Sum(line => line.Quantity)}"))}");
        }

        Assert.Equal(["Shipped waitbuyerreceive ZTO1:Delivered:1,ZTO2:InTransit:1"], ends);
    }

    [Fact]
    public async Task An_unknown_status_of_a_parcel_is_not_taken_for_being_on_its_way()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var edit = new OrderEdit(await world.ReadAsync("1001"), Who.Market, world.Clock.GetUtcNow());
        SupplierProgress.Apply(edit, purchase.Key, [], [new SupplierParcel { ParcelId = "LP1", SupplierOrderId = "x", CarrierName = "?", RawStatus = "BEAMED", Status = ParcelStatus.Unknown, WaybillNumber = "1" }]);
        Assert.Equal(DeliveryStatus.Unknown, edit.Record.Delivery);
    }

    [Fact]
    public void Store_pieces_are_shared_out_over_parcels_without_loss_or_doubling()
    {
        var line = new PurchaseOrderLine { OfferId = "1", SpecId = null, Quantity = 6, Sources = [new LineSource("L1", "A", 1, 2, 2, true), new LineSource("L2", "B", 1, 2, 1, true)] };
        var purchase = World.Purchase(PurchaseOrderState.AwaitingShipment) with
        {
            Lines = [line],
            SupplierOrders = [new SupplierOrderRecord { OrderId = "9", Status = SupplierOrderStatus.AwaitingShipment, RawStatus = "x", Total = Money.Cny(1), Freight = Money.Cny(0), IsPaid = true, ModifiedAt = default, Lines = [new SupplierOrderLine("91", "1", null, 6, Money.Cny(1))] }],
        };
        var shipped = new List<LineQuantity>();
        for (var parcel = 1; parcel <= 3; parcel++)
        {
            var lines = ParcelAllocation.Allocate(purchase, new SupplierParcel { ParcelId = $"P{parcel}", SupplierOrderId = "9", CarrierName = "c", RawStatus = "r", Status = ParcelStatus.InTransit, Lines = [new ParcelLine("91", 2)] });
            shipped.AddRange(lines);
            purchase = purchase with { Parcels = [.. purchase.Parcels, new Parcel { ParcelId = $"P{parcel}", SupplierOrderId = "9", CarrierName = "c", RawStatus = "r", Status = ParcelStatus.InTransit, StoreLines = lines }] };
        }

        Assert.Equal(2, shipped.Where(one => one.LineId == "L1").Sum(one => one.Quantity));
        Assert.Equal(2, shipped.Where(one => one.LineId == "L2").Sum(one => one.Quantity));
    }

    private static IEnumerable<IReadOnlyList<int>> Permutations(IReadOnlyList<int> items) => items.Count == 0
        ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (IReadOnlyList<int>)[first, .. rest]));
}
