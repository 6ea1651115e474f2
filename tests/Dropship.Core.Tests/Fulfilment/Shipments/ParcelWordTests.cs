using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Fulfilment.Shipments;

/// <summary>A word that is not known changes nothing, and is told once whichever parcels it is told of.</summary>
public sealed class ParcelWordTests
{
    private readonly World _world = new();

    private string Id => _world.Market.Single.OrderId;

    [Fact]
    public async Task An_unknown_word_is_told_once_and_leaves_the_last_status()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync("73123456789012");

        await SayAsync("BEAMED");
        await SayAsync("BEAMED");
        await _world.PlayAsync(key);

        var parcel = Assert.Single((await _world.PurchaseAsync("1001")).Parcels);
        Assert.Equal((ParcelStatus.InTransit, "TRANSPORT"), (parcel.Status, parcel.RawStatus));
        Assert.Equal(["1688 BEAMED"], parcel.UnknownWords);
        var alert = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal((HoldReasons.ParcelWordUnknown.Code, "1688 BEAMED"), (alert.Code, alert.Subject));
        Assert.Equal(1, _world.AlertRows.Raised[alert.Key]);
    }

    [Fact]
    public async Task The_same_word_of_another_parcel_raises_no_second_alert()
    {
        await _world.PaidAsync();
        _world.Market.Ship(Id, "73123456789012", new ParcelLine($"{Id}0", 1));
        _world.Market.Ship(Id, "73123456789013", new ParcelLine($"{Id}0", 1));
        await _world.NewsAsync(Id);

        for (var at = 0; at < 2; at++)
        {
            await SayAsync("BEAMED", at);
        }

        Assert.Equal([1], _world.AlertRows.Raised.Values);
    }

    [Fact]
    public async Task An_alert_ends_once_a_version_knows_its_word()
    {
        await _world.PaidAsync();
        await _world.ShipAsync("73123456789012");
        await SayAsync("BEAMED");
        await SayAsync("SHRUNK");

        await new ParcelWordCheck(_world.Alerts, new Words("1688 BEAMED")).LookAsync(CancellationToken.None);

        Assert.Equal(["1688 SHRUNK"], _world.AlertRows.Open.Values.Select(alert => alert.Notice.Subject));
    }

    [Fact]
    public async Task A_parcel_of_which_nothing_is_heard_expires_and_is_told()
    {
        var purchase = await _world.AskedAsync(shipTo: World.Abroad);
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Market.Pay(Id);
        await _world.ShipAsync("73123456789012");
        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(_world.Fulfilment.SilentAfter);
        await _world.TakeAsync(FulfilmentStep.WatchShipment, purchase.Key);
        await _world.PlayAsync(purchase.Key);

        var parcel = (await _world.PurchaseAsync("1001")).Parcels[0];
        Assert.Equal(ParcelStatus.Expired, parcel.Status);
        Assert.Contains(AlertKey.Of(purchase.Key, HoldReasons.ParcelTroubled), _world.AlertRows.Raised.Keys);

        // A scan that comes after all takes it on.
        var edit = new OrderEdit(await _world.ReadAsync("1001"), Actor.Market, _world.Clock.GetUtcNow());
        edit.ChangeStatus(
            purchase.Key,
            parcel,
            new ParcelReport(ParcelStatus.InTransit, ParcelSubStatus.None, "x", parcel.StatusAt!.Value.AddHours(1)),
            "a scan"
        );
        Assert.Equal(ParcelStatus.InTransit, edit.Record.PurchaseOrders.Single().Parcels[0].Status);
    }

    private Task SayAsync(string word, int parcel = 0)
    {
        _world.Market.Parcels[Id][parcel] = _world.Market.Parcels[Id][parcel] with
        {
            Status = ParcelStatus.Unknown,
            RawStatus = word,
            UnknownWord = word,
        };
        return _world.NewsAsync(Id);
    }

    private sealed class Words(params string[] known) : IParcelWords
    {
        public bool Knows(string word) => known.Contains(word);
    }
}
