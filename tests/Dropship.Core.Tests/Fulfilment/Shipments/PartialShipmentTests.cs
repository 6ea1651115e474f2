using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Fulfilment.Shipments;

/// <summary>Of what was bought together some lines come first.</summary>
public sealed class PartialShipmentTests
{
    [Fact]
    public void Whatever_lines_are_shipped_first_just_those_are_fulfilled_and_the_clock_runs_on_for_the_rest()
    {
        // For each line: how many pieces, and whether it is in the first parcel.
        var lines =
            from line in Gen.NonEmptyListOf(
                from pieces in Gen.Choose(1, 4)
                from isFirst in Gen.Elements(false, true)
                select (Pieces: pieces, IsFirst: isFirst)
            )
            where line.Count <= 6 && line.Exists(one => one.IsFirst) && line.Exists(one => !one.IsFirst)
            select line;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(Arb.From(lines), given => IsFulfilledInPartAsync([.. given]).GetAwaiter().GetResult())
        );
    }

    private static async Task<bool> IsFulfilledInPartAsync(IReadOnlyList<(int Pieces, bool IsFirst)> lines)
    {
        var world = new World();
        var key = await PaidAsync(world, lines);
        var order = world.Market.Single;
        world.Market.Ship(order.OrderId, "ZTO1", Parcel(isFirst: true));
        world.Market.Change(order.OrderId, old => old with { Status = SupplierOrderStatus.AwaitingShipment });
        await world.NewsAsync(order.OrderId);
        var view = await world.PlayAsync(key);
        var store = world.Store.Orders["1001"];
        var isPart =
            (await world.PurchaseAsync("1001")).State == PurchaseOrderState.PartlyShipped
            && store.Fulfilment == StoreFulfilmentStatus.PartiallyFulfilled
            && store.Fulfilments.Single().Lines.ToHashSet().SetEquals(Pieces(isFirst: true))
            && store
                .Lines.Where(line => line.OpenQuantity > 0)
                .Select(line => new LineQuantity(line.LineId, line.OpenQuantity))
                .ToHashSet()
                .SetEquals(Pieces(isFirst: false));

        world.Clock.Advance(view.WakeAt!.Value - world.Clock.GetUtcNow());
        await world.PlayAsync(key);
        var late = (await world.PurchaseAsync("1001")).Hold;
        var isWarned =
            late?.Code == HoldReasons.ShipmentLate.Code
            && late.Detail.StartsWith(
                $"{Pieces(isFirst: true).Sum(line => line.Quantity)} of {lines.Sum(line => line.Pieces)} pieces",
                StringComparison.Ordinal
            )
            && world.AlertRows.Open.Values.Any(alert => alert.Notice.Code == HoldReasons.ShipmentLate.Code);

        world.Market.Ship(order.OrderId, "ZTO2", Parcel(isFirst: false));
        await world.NewsAsync(order.OrderId);
        await world.PlayAsync(key);
        return isPart
            && isWarned
            && (await world.ReadAsync("1001")).State == OrderState.Fulfilled
            && world.Store.Orders["1001"].Fulfilments[1].Lines.ToHashSet().SetEquals(Pieces(isFirst: false));

        List<LineQuantity> Pieces(bool isFirst) =>
            [
                .. lines
                    .Index()
                    .Where(line => line.Item.IsFirst == isFirst)
                    .Select(line => new LineQuantity($"L{line.Index}", line.Item.Pieces)),
            ];

        ParcelLine[] Parcel(bool isFirst) =>
            [
                .. lines
                    .Index()
                    .Where(line => line.Item.IsFirst == isFirst)
                    .Select(line => new ParcelLine(order.Lines.Single(one => one.OfferId == Offer(line.Index)).EntryId, line.Item.Pieces)),
            ];
    }

    private static async Task<PurchaseOrderKey> PaidAsync(World world, IReadOnlyList<(int Pieces, bool IsFirst)> lines)
    {
        foreach (var (index, _) in lines.Index())
        {
            await world.MapAsync($"SKU-{index}", World.Item("supplier-1", Offer(index)));
        }

        world.Store.Orders["1001"] = World.Order(
            "1001",
            [.. lines.Select((line, index) => ($"L{index}", (string?)$"SKU-{index}", line.Pieces))]
        );
        await world.RunAsync();
        var key = (await world.PurchaseAsync("1001")).Key;
        await world.PlayAsync(key);
        await world.DecideAsync(await world.PurchaseAsync("1001"), approve: true);
        await world.PlayAsync(key);
        world.Market.Pay(world.Market.Single.OrderId);
        await world.NewsAsync(world.Market.Single.OrderId);
        return key;
    }

    private static string Offer(int line) => FormattableString.Invariant($"61000000000{line}");
}
