using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Fulfilment.Tracking;

/// <summary>What a supplier types where a number should stand, and what the store gets of it.</summary>
public sealed class TrackingNumberTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(" ")]
    [InlineData("\u3000")]
    [InlineData("\u200B")]
    [InlineData("-")]
    [InlineData("不需要物流")]
    public async Task A_blank_is_no_number_and_is_told(string number)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync(number);
        await _world.PlayAsync(purchase.Key);

        Assert.Equal(HoldReasons.ParcelWithoutNumber.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
        Assert.Equal(0, _world.Store.Writes);
    }

    [Theory]
    [InlineData("YT7412589630123,YT7412589630124")]
    [InlineData("YT7412589630123\r\nYT7412589630124")]
    [InlineData("ＹＴ７４１２５８９６３０１２３／YT7412589630124 ")]
    public async Task Several_numbers_in_one_field_become_several_of_one_fulfilment(string field)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync(field);

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);

        var fulfilment = Assert.Single(_world.Store.Orders["1001"].Fulfilments);
        Assert.Equal(["YT7412589630123", "YT7412589630124"], fulfilment.TrackingNumbers);
        Assert.Equal([new LineQuantity("L1", 2)], fulfilment.Lines);
    }

    [Fact]
    public async Task A_second_number_that_comes_later_joins_and_the_order_in_the_field_does_not_matter()
    {
        var purchase = await _world.PaidAsync();
        var id = await ShipPartAsync("YT7412589630123");
        await _world.PlayAsync(purchase.Key);
        await RetypeAsync(id, "YT7412589630124, YT7412589630123");
        await _world.PlayAsync(purchase.Key);

        var fulfilment = Assert.Single(_world.Store.Orders["1001"].Fulfilments);
        Assert.Equal(["YT7412589630123", "YT7412589630124"], fulfilment.TrackingNumbers);
    }

    [Theory]
    [InlineData("yt1234567890", "YT1234567890")]
    [InlineData("YT 1234 567890", "yt1234567890")]
    [InlineData("YT1234567890", " YT1234567890 ")]
    public async Task A_number_that_the_store_has_in_other_letters_is_confirmed(string supplier, string store)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync(supplier);
        _world.Store.OnPush = _ => CallResult.Success(new Dropship.Core.Ports.TrackingReceipt("F77", true));
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Fulfilments = [new StoreFulfilment("F77", false, [store], [new LineQuantity("L1", 2)])],
                    Fulfilment = StoreFulfilmentStatus.Fulfilled,
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }],
                }
        );

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(PurchaseOrderState.Completed, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task The_same_number_in_other_letters_is_no_replacement()
    {
        var purchase = await _world.PaidAsync();
        var id = await ShipPartAsync("YT1234567890");
        await _world.PlayAsync(purchase.Key);
        await RetypeAsync(id, " yt 1234567890");
        await _world.PlayAsync(purchase.Key);

        Assert.Equal(1, _world.Store.Writes);
        Assert.Empty((await _world.PurchaseAsync("1001")).Parcels.Single().FormerNumbers);
    }

    [Fact]
    public async Task A_carrier_that_is_corrected_is_taken_over_and_told_to_the_store()
    {
        var purchase = await _world.PaidAsync();
        var id = await ShipPartAsync("731234567890");
        await _world.PlayAsync(purchase.Key);
        var told = new List<string>();
        _world.Store.OnReplace = push => told.Add($"{push.Replaces} {push.TrackingNumber} {push.CarrierCode}");

        await ChangeParcelAsync(id, parcel => parcel with { CarrierName = "中通速递", CarrierCode = "ZTO" });
        await _world.PlayAsync(purchase.Key);
        Assert.Empty(told);

        await ChangeParcelAsync(id, parcel => parcel with { CarrierName = "圆通速递(YTO)", CarrierCode = "YTO" });
        await _world.PlayAsync(purchase.Key);

        Assert.Equal(["731234567890 731234567890 YTO"], told);
        var parcel = (await _world.PurchaseAsync("1001")).Parcels.Single();
        Assert.Equal(("圆通速递(YTO)", PushState.Confirmed, false), (parcel.CarrierName, parcel.Push, parcel.NeedsPush));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_revoked_waybill_gives_its_place_to_the_new_one(bool wasPushed, bool atOnce)
    {
        var purchase = await _world.PaidAsync();
        var id = await ShipPartAsync("YT1111111111");
        if (wasPushed)
        {
            await _world.PlayAsync(purchase.Key);
        }

        _world.Market.Parcels[id][0] = _world.Market.Parcels[id][0] with { Status = ParcelStatus.Revoked, RawStatus = "CANCEL" };
        if (!atOnce)
        {
            await NewsAsync(id);
            await _world.PlayAsync(purchase.Key);
        }

        _world
            .Market.Parcels[id]
            .Add(
                _world.Market.Parcels[id][0] with
                {
                    ParcelId = "LP2",
                    WaybillNumber = "SF2222222222",
                    CarrierName = "顺丰速运",
                    CarrierCode = "SF",
                    Status = ParcelStatus.InTransit,
                    RawStatus = "ACCEPT",
                }
            );
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingReceipt });
        await NewsAsync(id);
        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);

        var fulfilment = Assert.Single(_world.Store.Orders["1001"].Fulfilments);
        Assert.Equal(["SF2222222222"], fulfilment.TrackingNumbers);
        Assert.Equal([new LineQuantity("L1", 2)], fulfilment.Lines);
        Assert.Equal(wasPushed ? 2 : 1, _world.Store.Writes);
    }

    [Fact]
    public async Task A_revoked_waybill_without_another_is_not_pushed_and_is_told()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("YT1111111111");
        var id = _world.Market.Single.OrderId;
        _world.Market.Parcels[id][0] = _world.Market.Parcels[id][0] with { Status = ParcelStatus.Revoked, RawStatus = "CANCEL" };
        await NewsAsync(id);
        await _world.PlayAsync(purchase.Key);

        Assert.Equal(0, _world.Store.Writes);
        Assert.Equal(HoldReasons.ParcelWithoutNumber.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
    }

    [Fact]
    public void Whatever_stands_in_the_field_no_number_is_lost_doubled_or_moved()
    {
        var number =
            from digits in Gen.Choose(1, 6)
            from isLower in Gen.Elements(false, true)
            select isLower ? $"yt99999999{digits}" : $"YT99999999{digits}";
        var field =
            from numbers in number.ListOf()
            from separator in Gen.Elements(",", "\n", "；", " / ")
            from noise in Gen.Elements("", " ", "无", "\u202A")
            select noise + string.Join(separator, numbers);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                Arb.From(field.ListOf()),
                fields =>
                {
                    var purchase = World.Purchase(PurchaseOrderState.Shipped);
                    var seen = new HashSet<string>(StringComparer.Ordinal);
                    foreach (var text in fields)
                    {
                        var parcel = new SupplierParcel
                        {
                            ParcelId = "LP1",
                            SupplierOrderId = "1",
                            WaybillNumber = text,
                            CarrierName = "YTO",
                            RawStatus = "ACCEPT",
                            Status = ParcelStatus.InTransit,
                        };
                        var before = purchase.Parcels.ToDictionary(one => one.ParcelId, one => one.WaybillNumber, StringComparer.Ordinal);
                        var split = ParcelNumbers.Split(purchase, parcel);
                        var read = TrackingNumbers.Read(text);
                        var named = split.Select(one => one.WaybillNumber).OfType<string>().ToList();
                        if (
                            split[0].ParcelId != "LP1"
                            || named.Count != read.Count
                            || !read.All(named.Holds)
                            || split.Select(one => one.ParcelId).Distinct(StringComparer.Ordinal).Count() != split.Count
                            || split.Any(one =>
                                one.WaybillNumber is { } now
                                && before.Any(old => old.Key != one.ParcelId && TrackingNumbers.AreSame(old.Value, now))
                            )
                        )
                        {
                            return false;
                        }

                        purchase = purchase with { Parcels = [.. split.Select(one => Taken(one, before.GetValueOrDefault(one.ParcelId)))] };
                    }

                    return true;
                }
            )
        );

        static Parcel Taken(SupplierParcel one, string? before) =>
            new()
            {
                ParcelId = one.ParcelId,
                SupplierOrderId = one.SupplierOrderId,
                WaybillNumber = one.WaybillNumber ?? before,
                CarrierName = one.CarrierName,
                RawStatus = one.RawStatus,
                Status = one.Status,
                StoreLines = [],
            };
    }

    [Theory]
    [InlineData("极兔速递", "HTKY", "J&T Express")]
    [InlineData("百世快递", "HTKY", "Best Express")]
    [InlineData("", "HTKY", "Best Express")]
    [InlineData("万邦速达", null, "WanbExpress")]
    [InlineData("递四方", "X", "4PX")]
    [InlineData("菜鸟速递", "CN", "Cainiao")]
    [InlineData("丹鸟", "DN", "Danniao Logistics")]
    [InlineData("ZTO EXPRESS", null, "ZTO Express")]
    [InlineData("zto express", "OTHER", "ZTO Express")]
    [InlineData("Zto-Express", null, "ZTO Express")]
    [InlineData("某某速递(YTO)", null, "YTO Express")]
    [InlineData("ＺＴＯ", null, "ZTO Express")]
    [InlineData("OTHER", "zto", "ZTO Express")]
    [InlineData("某某专线", "MMZX", "某某专线")]
    [InlineData("", "MMZX", "MMZX")]
    public void A_carrier_gets_the_name_that_customers_abroad_know(string name, string? code, string english) =>
        Assert.Equal(english, Carriers.NameOf(name, code));

    [Theory]
    [InlineData("俄罗斯邮政", null)]
    [InlineData("比利时邮政", null)]
    [InlineData("中华邮政", null)]
    [InlineData("印尼邮政", null)]
    [InlineData("土耳其邮局", null)]
    [InlineData("中国邮政", "CHINAPOST")]
    [InlineData("国际中国邮局", "CHINAPOST")]
    [InlineData("邮政EMS", "CHINAPOST")]
    [InlineData(" 邮局小包", "CHINAPOST")]
    [InlineData("中国香港邮政", "HKPOST")]
    public void The_post_of_a_country_that_is_not_listed_is_not_China_Post(string name, string? code) =>
        Assert.Equal(code, Carriers.Find(name, null)?.Code);

    [Fact]
    public void Each_carrier_is_found_by_all_that_stands_for_it() =>
        Assert.All(
            Carriers.All,
            carrier =>
            {
                Assert.All(carrier.Codes, code => Assert.Equal(carrier, Carriers.Find(null, code)));
                Assert.All(carrier.Words, word => Assert.Equal(carrier, Carriers.Find($"{word}快递", "NOBODY")));
                Assert.Equal(carrier, Carriers.Find(carrier.EnglishName, null));
            }
        );

    // One of two pieces: the purchase order goes on, so that what follows still reaches the store.
    private async Task<string> ShipPartAsync(string number)
    {
        var id = _world.Market.Single.OrderId;
        _world.Market.Ship(id, number);
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        await _world.NewsAsync(id);
        return id;
    }

    private Task RetypeAsync(string id, string number) => ChangeParcelAsync(id, parcel => parcel with { WaybillNumber = number });

    private Task ChangeParcelAsync(string id, Func<SupplierParcel, SupplierParcel> change)
    {
        _world.Market.Parcels[id][0] = change(_world.Market.Parcels[id][0]);
        return NewsAsync(id);
    }

    private Task NewsAsync(string id)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(id, order => order);
        return _world.NewsAsync(id);
    }
}
