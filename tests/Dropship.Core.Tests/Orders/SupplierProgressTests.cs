using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Orders;

public sealed class SupplierProgressTests
{
    private static readonly TimeSpan s_pushTakes = new FulfilmentOptions().PushAgainAfter;

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
            (shipped, [first with { Status = ParcelStatus.InfoReceived, RawStatus = "CONSIGN" }]),
            (shipped, [first, second]),
            (shipped, [first with { Status = ParcelStatus.Delivered, RawStatus = "SIGN" }]),
        ];

        var ends = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sequence in Permutations([0, 1, 2, 3]))
        {
            var edit = new OrderEdit(start, Actor.Market, world.Clock.GetUtcNow());
            foreach (var index in sequence.Concat(sequence))
            {
                SupplierProgress.Apply(edit, purchase.Key, [news[index].Order], news[index].Parcels, s_pushTakes);
            }

            var end = edit.Record.PurchaseOrders.Single();
            ends.Add(
                $"{end.State} {end.SupplierOrders.Single().RawStatus} {string.Join(",", end.Parcels.OrderBy(parcel => parcel.ParcelId, StringComparer.Ordinal).Select(parcel => $"{parcel.WaybillNumber}:{parcel.Status}:{parcel.StoreLines.Sum(line => line.Quantity)}"))}"
            );
        }

        Assert.Equal(["Shipped waitbuyerreceive ZTO1:Delivered:1,ZTO2:InTransit:1"], ends);
    }

    [Fact]
    public async Task Any_events_of_parcels_in_any_order_end_the_same_and_take_no_parcel_back()
    {
        var world = new World();
        var purchase = await world.AskedAsync(quantity: 3);
        await world.DecideAsync(purchase, approve: true);
        await world.PlayAsync(purchase.Key);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Market.Pay(world.Market.Single.OrderId);
        await world.NewsAsync(world.Market.Single.OrderId);
        var start = await world.ReadAsync("1001");
        var order = world.Market.Single;
        ParcelStatus[] statuses =
        [
            ParcelStatus.Unknown,
            ParcelStatus.NotFound,
            ParcelStatus.InfoReceived,
            ParcelStatus.InTransit,
            ParcelStatus.OutForDelivery,
            ParcelStatus.AttemptFailed,
            ParcelStatus.Exception,
            ParcelStatus.Delivered,
        ];

        // For each event: the parcel, how far it is, whether its number is told, and the turns in which it comes.
        var told =
            from parcel in Gen.Choose(1, 3)
            from status in Gen.Elements(statuses)
            from hasNumber in Gen.Elements(false, true)
            from one in Gen.Choose(0, 99)
            from other in Gen.Choose(0, 99)
            select (Parcel: parcel, Status: status, HasNumber: hasNumber, One: one, Other: other);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(
                Arb.From(told.ListOf()),
                events =>
                    Play(events.OrderBy(one => one.One)) is { } end
                    && end == Play(events.OrderBy(one => one.Other))
                    && end == Play(events.Concat(events).OrderByDescending(one => one.One))
            )
        );

        // What came of it; null when a parcel went back on the way.
        string? Play(IEnumerable<(int Parcel, ParcelStatus Status, bool HasNumber, int One, int Other)> events)
        {
            var edit = new OrderEdit(start, Actor.Market, world.Clock.GetUtcNow());
            foreach (var one in events)
            {
                var before = edit.Record.PurchaseOrders.Single().Parcels;
                SupplierProgress.Apply(
                    edit,
                    purchase.Key,
                    [order],
                    [
                        new SupplierParcel
                        {
                            ParcelId = FormattableString.Invariant($"LP{one.Parcel}"),
                            SupplierOrderId = order.OrderId,
                            WaybillNumber = one.HasNumber ? FormattableString.Invariant($"ZTO{one.Parcel}") : null,
                            CarrierName = "ZTO",
                            RawStatus = one.Status.ToString(),
                            Status = one.Status,
                            Lines = [new ParcelLine(order.Lines[0].EntryId, 1)],
                        },
                    ],
                    s_pushTakes
                );
                var after = edit.Record.PurchaseOrders.Single().Parcels.ToDictionary(parcel => parcel.ParcelId, StringComparer.Ordinal);
                if (
                    before.Any(parcel =>
                        Array.IndexOf(statuses, after[parcel.ParcelId].Status) < Array.IndexOf(statuses, parcel.Status)
                        || (parcel.WaybillNumber is not null && after[parcel.ParcelId].WaybillNumber != parcel.WaybillNumber)
                    )
                )
                {
                    return null;
                }
            }

            var end = edit.Record.PurchaseOrders.Single();
            return $"{end.State} {edit.Record.Delivery} {string.Join(',', end.Parcels.OrderBy(parcel => parcel.ParcelId, StringComparer.Ordinal).Select(parcel => $"{parcel.ParcelId}={parcel.WaybillNumber}:{parcel.Status}:{parcel.StoreLines.Sum(line => line.Quantity)}"))}";
        }
    }

    [Fact]
    public async Task A_reading_that_was_overtaken_brings_no_number_back_that_the_supplier_replaced()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        await world.PlayAsync(purchase.Key);
        var id = world.Market.Single.OrderId;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Market.Pay(id);
        world.Market.Ship(id, "ZTO-OLD");
        await world.NewsAsync(id);

        // Read before the replacement, and written behind the reading that saw it.
        var (lateOrder, lateParcel) = (world.Market.Single, world.Market.Parcels[id][0] with { Status = ParcelStatus.Delivered });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Market.Parcels[id][0] = world.Market.Parcels[id][0] with { WaybillNumber = "ZTO-NEW" };
        world.Market.Change(id, order => order);
        await world.NewsAsync(id);
        var edit = new OrderEdit(await world.ReadAsync("1001"), Actor.Market, world.Clock.GetUtcNow());
        SupplierProgress.Apply(edit, purchase.Key, [lateOrder], [lateParcel], s_pushTakes);

        Assert.Equal(
            ("ZTO-NEW", ParcelStatus.Delivered),
            (
                edit.Record.PurchaseOrders.Single().Parcels.Single().WaybillNumber,
                edit.Record.PurchaseOrders.Single().Parcels.Single().Status
            )
        );
    }

    [Fact]
    public async Task An_unknown_status_of_a_parcel_is_not_taken_for_being_on_its_way()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var edit = new OrderEdit(await world.ReadAsync("1001"), Actor.Market, world.Clock.GetUtcNow());
        SupplierProgress.Apply(
            edit,
            purchase.Key,
            [],
            [
                new SupplierParcel
                {
                    ParcelId = "LP1",
                    SupplierOrderId = "x",
                    CarrierName = "?",
                    RawStatus = "BEAMED",
                    Status = ParcelStatus.Unknown,
                    WaybillNumber = "1",
                },
            ],
            s_pushTakes
        );
        Assert.Equal(DeliveryStatus.Unknown, edit.Record.Delivery);
    }

    [Fact]
    public void Store_pieces_are_shared_out_over_parcels_without_loss_or_doubling()
    {
        var line = new PurchaseOrderLine
        {
            OfferId = "1",
            SpecId = null,
            Quantity = 6,
            Sources = [new LineSource("L1", "A", 1, 2, 2, true), new LineSource("L2", "B", 1, 2, 1, true)],
        };
        var purchase = World.Purchase(PurchaseOrderState.AwaitingShipment) with
        {
            Lines = [line],
            SupplierOrders =
            [
                new SupplierOrderRecord
                {
                    OrderId = "9",
                    Status = SupplierOrderStatus.AwaitingShipment,
                    RawStatus = "x",
                    Total = Money.Cny(1),
                    Freight = Money.Cny(0),
                    IsPaid = true,
                    ModifiedAt = default,
                    Lines = [new SupplierOrderLine("91", "1", null, 6, Money.Cny(1))],
                },
            ],
        };
        var shipped = new List<LineQuantity>();
        for (var parcel = 1; parcel <= 3; parcel++)
        {
            var lines = ParcelAllocation.Allocate(
                purchase,
                new SupplierParcel
                {
                    ParcelId = $"P{parcel}",
                    SupplierOrderId = "9",
                    CarrierName = "c",
                    RawStatus = "r",
                    Status = ParcelStatus.InTransit,
                    Lines = [new ParcelLine("91", 2)],
                }
            );
            shipped.AddRange(lines);
            purchase = purchase with
            {
                Parcels =
                [
                    .. purchase.Parcels,
                    new Parcel
                    {
                        ParcelId = $"P{parcel}",
                        SupplierOrderId = "9",
                        CarrierName = "c",
                        RawStatus = "r",
                        Status = ParcelStatus.InTransit,
                        StoreLines = lines,
                    },
                ],
            };
        }

        Assert.Equal(2, shipped.Where(one => one.LineId == "L1").Sum(one => one.Quantity));
        Assert.Equal(2, shipped.Where(one => one.LineId == "L2").Sum(one => one.Quantity));
    }

    private static IEnumerable<IReadOnlyList<int>> Permutations(IReadOnlyList<int> items) =>
        items.Count == 0
            ?
            [
                [],
            ]
            : items.SelectMany(first =>
                Permutations([.. items.Where(item => item != first)]).Select(rest => (IReadOnlyList<int>)[first, .. rest])
            );
}
