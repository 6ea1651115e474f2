using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Purchasing;

/// <summary>Pushed messages that are lost, doubled or out of order end where asking 1688 each minute ends.</summary>
public sealed class SupplierNewsTests
{
    private enum Happening
    {
        Pays,
        PriceFalls,
        ShipsOne,
        ShipsAnother,
        NumberChanges,
        Delivered,
    }

    [Fact]
    public void Lost_doubled_and_reordered_pushes_end_in_the_same_state_as_polling()
    {
        // What happens at 1688, and for each happening how often and how much later its message is delivered.
        var message =
            from happening in Gen.Elements(Enum.GetValues<Happening>())
            from copies in Gen.Choose(0, 3)
            from late in Gen.Choose(0, 5)
            select (Happening: happening, Copies: copies, Late: late);
        var property = Prop.ForAll(
            Arb.From(message.ListOf()),
            messages =>
                PushedAsync(messages).GetAwaiter().GetResult()
                == PolledAsync([.. messages.Select(one => one.Happening)]).GetAwaiter().GetResult()
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), property);
    }

    private static async Task<string> PushedAsync(IReadOnlyList<(Happening Happening, int Copies, int Late)> messages)
    {
        var (world, key) = await ApprovedAsync();
        var id = world.Market.Single.OrderId;
        var deliveries = new List<(int At, string MessageId)>();
        for (var turn = 0; turn < messages.Count + 6; turn++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            if (turn < messages.Count)
            {
                Happen(world, id, messages[turn].Happening);
                deliveries.AddRange(
                    Enumerable
                        .Range(0, messages[turn].Copies)
                        .Select(copy => (turn + (messages[turn].Late * (copy + 1)), $"message-{turn}"))
                );
            }

            foreach (var (_, messageId) in deliveries.Where(delivery => delivery.At == turn))
            {
                await world.Notifications.TakeAsync(
                    World.PurchasingAccountId,
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["genuine"] = "yes",
                        ["id"] = messageId,
                        ["orders"] = id,
                    },
                    CancellationToken.None
                );
                await world.DrainAsync();
            }
        }

        // What was lost is found by the next sweep.
        return await EndAsync(world, key);
    }

    private static async Task<string> PolledAsync(IReadOnlyList<Happening> happenings)
    {
        var (world, key) = await ApprovedAsync();
        var id = world.Market.Single.OrderId;
        foreach (var happening in happenings)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            Happen(world, id, happening);
            await world.Sweep.RunAsync(CancellationToken.None);
            await world.DrainAsync();
        }

        return await EndAsync(world, key);
    }

    private static async Task<string> EndAsync(World world, PurchaseOrderKey key)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Sweep.RunAsync(CancellationToken.None);
        await world.DrainAsync();
        await world.PlayAsync(key);

        // A number that was replaced before the store had the first one is told a little later.
        world.Clock.Advance(world.Fulfilment.PushAgainAfter);
        await world.PlayAsync(key);
        var purchase = await world.PurchaseAsync("1001");
        var parcels = string.Join(
            ",",
            purchase
                .Parcels.OrderBy(parcel => parcel.ParcelId, StringComparer.Ordinal)
                .Select(parcel => $"{parcel.ParcelId}={parcel.WaybillNumber}:{parcel.Status}")
        );
        var numbers = string.Join(
            ",",
            world.Store.Orders["1001"].Fulfilments.SelectMany(fulfilment => fulfilment.TrackingNumbers).Order(StringComparer.Ordinal)
        );
        return $"{purchase.State} {purchase.Amount} {purchase.Hold?.Code} [{parcels}] [{numbers}]";
    }

    private static async Task<(World World, PurchaseOrderKey Key)> ApprovedAsync()
    {
        var world = new World();
        await world.Sweep.RunAsync(CancellationToken.None);
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        await world.PlayAsync(purchase.Key);
        await world.Sweep.RunAsync(CancellationToken.None);
        await world.DrainAsync();
        return (world, purchase.Key);
    }

    // What cannot happen where the order stands does not.
    private static void Happen(World world, string id, Happening happening)
    {
        var order = world.Market.Single;
        var parcels = world.Market.Parcels.GetValueOrDefault(id) ?? [];
        switch (happening)
        {
            case Happening.Pays when !order.IsPaid:
                world.Market.Pay(id);
                break;
            case Happening.PriceFalls when !order.IsPaid && order.Total > Money.Cny(100):
                world.Market.Change(id, old => old with { Total = old.Total - Money.Cny(100) });
                break;
            case Happening.ShipsOne when order.IsPaid && parcels.Count == 0:
                world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
                break;
            case Happening.ShipsAnother when parcels.Count == 1:
                world.Market.Ship(id, "ZTO2", new ParcelLine($"{id}0", 1));
                break;
            case Happening.NumberChanges when parcels.Count > 0:
                parcels[0] = parcels[0] with { WaybillNumber = "ZTO1-NEW" };
                world.Market.Change(id, old => old);
                break;
            case Happening.Delivered when parcels.Count > 0:
                parcels[0] = parcels[0] with { Status = ParcelStatus.Delivered, RawStatus = "SIGN" };
                world.Market.Change(id, old => old);
                break;
        }
    }
}
