using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Fulfilment.Shipments;

/// <summary>Whatever parcels there are: nothing that is due is passed over, and a number is pushed as early as it may be.</summary>
public sealed class ShipmentClockTests
{
    private static readonly FulfilmentOptions s_options = new();
    private static readonly DateTimeOffset s_paidAt = TestKit.TestClock.Begin;

    private static readonly Gen<DateTimeOffset> s_moment = from minutes in Gen.Choose(0, 14 * 24 * 60) select s_paidAt.AddMinutes(minutes);

    private static readonly Gen<Parcel> s_parcel =
        from id in Gen.Choose(0, 99_999)
        from shippedAt in s_moment
        from status in Gen.Elements(ParcelStatus.NotFound, ParcelStatus.InfoReceived, ParcelStatus.InTransit)
        from number in Gen.Elements("73123456789012", "SF1385628716739", "0000000000", null)
        from isWaived in Gen.Elements(false, false, true)
        from isPushed in Gen.Elements(false, false, true)
        from onward in Gen.Elements(false, true)
        select new Parcel
        {
            ParcelId = $"LP{id}",
            SupplierOrderId = "S1",
            ConcernsStore = !onward,
            WaybillNumber = number,
            CarrierName = "ZTO",
            Status = status,
            RawStatus = "?",
            ShippedAt = shippedAt,
            StoreLines = [],
            IsPickupWaived = isWaived,
            Push = isPushed && number is not null ? PushState.Pushed : PushState.Pending,
            PushedNumber = isPushed ? number : null,
        };

    private static readonly Gen<PurchaseOrder> s_purchase =
        from parcels in Gen.ListOf(s_parcel)
        from state in Gen.Elements(PurchaseOrderState.AwaitingShipment, PurchaseOrderState.PartlyShipped, PurchaseOrderState.Shipped)
        from hours in Gen.Elements<int?>(null, 12, 72)
        from waits in Gen.Elements(false, true)
        select World.Purchase(state) with
        {
            StateSince = s_paidAt,
            Parcels = [.. parcels],
            PickupWithin = hours is { } some ? TimeSpan.FromHours(some) : null,
            PushAfterPickup = waits,
        };

    [Fact]
    public void Between_two_looks_nothing_becomes_due()
    {
        var given = from purchase in s_purchase from now in s_moment from share in Gen.Choose(0, 99) select (purchase, now, share);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(
                Arb.From(given),
                one =>
                {
                    var purchase = one.purchase with { Hold = ShipmentWatch.HoldOf(one.purchase, s_options, one.now) };
                    var look = ShipmentWatch.LookAt(purchase, s_options, one.now) ?? one.now.AddDays(400);
                    var between = one.now + ((look - one.now) * (one.share / 100d));
                    return look > one.now && Equals(ShipmentWatch.HoldOf(purchase, s_options, between), purchase.Hold);
                }
            )
        );
    }

    [Fact]
    public void A_parcel_without_a_scan_is_suspected_from_its_time_on_and_not_before()
    {
        var given = from purchase in s_purchase from now in s_moment select (purchase, now);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(
                Arb.From(given),
                one =>
                {
                    var late = one
                        .purchase.Parcels.Where(parcel =>
                            parcel.AwaitsPickup && ShipmentWatch.SuspectAt(one.purchase, parcel, s_options) <= one.now
                        )
                        .Select(parcel => parcel.ParcelId)
                        .ToHashSet(StringComparer.Ordinal);
                    var hold = ShipmentWatch.HoldOf(one.purchase, s_options, one.now);
                    return hold.Is(HoldReasons.ShipmentSuspected)
                        ? late.SetEquals(hold!.Subjects)
                        : late.Count == 0 || hold.Is(HoldReasons.NumberDoubtful);
                }
            )
        );
    }

    [Fact]
    public void A_number_is_pushed_at_once_or_with_the_scan_or_at_the_last_safe_moment()
    {
        var given =
            from purchase in s_purchase
            from parcel in s_parcel
            from shipBy in Gen.OneOf(Gen.Constant((DateTimeOffset?)null), s_moment.Select(moment => (DateTimeOffset?)moment))
            select (purchase, parcel, shipBy);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(
                Arb.From(given),
                one =>
                {
                    var at = ShipmentWatch.TellAt(Due(one.shipBy), one.purchase, one.parcel, s_options);
                    return one.purchase.PushAfterPickup && one.parcel is { AwaitsPickup: true, PushedNumber: null }
                        ? at == (one.shipBy - s_options.PushBeforeShipBy ?? DateTimeOffset.MaxValue)
                        : at == DateTimeOffset.MinValue;
                }
            )
        );
    }

    private static Order Due(DateTimeOffset? shipBy) =>
        new()
        {
            Key = new OrderKey(World.Account, "1"),
            StoreOrder = World.Order("1", ("L1", "SKU-A", 1)) with { ShipBy = shipBy },
            State = OrderState.Purchasing,
            StateSince = default,
            FirstSeenAt = default,
        };
}
