using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Orders;

/// <summary>Whatever suppliers and forwarders tell in whatever order, the store is given the right numbers.</summary>
public sealed class OnwardParcelsTests
{
    private const int Bought = 4;

    private static readonly OrderKey s_order = new(World.Account, "1");
    private static readonly PurchaseOrderKey s_key = PurchaseOrderKey.Create(s_order, "s", "a", PurchasePurpose.Sale, 1);

    [Fact]
    public void A_domestic_number_never_goes_to_the_store_unless_it_is_allowed_and_pieces_are_counted_once()
    {
        var news =
            from kind in Gen.Choose(0, 3)
            from which in Gen.Choose(0, 2)
            from version in Gen.Choose(0, 2)
            from pieces in Gen.Choose(0, Bought)
            from isRevoked in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (Kind: kind, Which: which, Version: version, Pieces: pieces, IsRevoked: isRevoked);
        var run =
            from isEarly in Gen.Elements(false, true)
            from told in Gen.NonEmptyListOf(news)
            select (IsEarly: isEarly, Told: told.ToList());
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(
                Arb.From(run),
                given =>
                {
                    var edit = new OrderEdit(Start(given.IsEarly), Actor.System, DateTimeOffset.UnixEpoch);
                    foreach (var told in given.Told)
                    {
                        switch (told.Kind)
                        {
                            case 0:
                                SupplierProgress.Apply(edit, s_key, [], [Domestic(told)], TimeSpan.Zero);
                                break;
                            case 1:
                                OnwardParcels.Take(edit, s_key, [Onward(told)], TimeSpan.Zero);
                                break;
                            default:
                                Push(edit);
                                break;
                        }

                        if (!Holds(edit.Record, given.IsEarly))
                        {
                            return false;
                        }
                    }

                    var events = edit.Events.Count;
                    foreach (var told in given.Told.Where(told => told.Kind == 1).TakeLast(1))
                    {
                        OnwardParcels.Take(edit, s_key, [Onward(told)], TimeSpan.Zero);
                        OnwardParcels.Take(edit, s_key, [Onward(told)], TimeSpan.Zero);
                        events = edit.Events.Count;
                        OnwardParcels.Take(edit, s_key, [Onward(told)], TimeSpan.Zero);
                    }

                    return events == edit.Events.Count;
                }
            )
        );
    }

    private static bool Holds(Order record, bool isEarly)
    {
        var purchase = record.Find(s_key)!;
        var living = purchase.Parcels.Where(parcel => parcel.IsFromForwarder && parcel.Status != ParcelStatus.Revoked).ToList();
        var pieces = living.SelectMany(parcel => parcel.StoreLines).Sum(line => line.Quantity);
        return purchase.Parcels.All(parcel => isEarly || parcel.IsFromForwarder || parcel is { NeedsPush: false, PushedNumber: null })
            && purchase.StoreParcels.All(parcel => isEarly || parcel.WaybillNumber!.StartsWith("LX", StringComparison.Ordinal))
            && pieces <= Bought
            && OnwardParcels.IsAwaited(purchase) == pieces < Bought;
    }

    private static void Push(OrderEdit edit)
    {
        foreach (var due in edit.Record.Find(s_key)!.Parcels.Where(parcel => parcel.NeedsPush))
        {
            edit.Change(
                s_key,
                EventKinds.TrackingPushed,
                "the store took it",
                old =>
                    old with
                    {
                        Parcels =
                        [
                            .. old.Parcels.Select(one =>
                                one.ParcelId == due.ParcelId
                                    ? one with
                                    {
                                        Push = PushState.Pushed,
                                        PushedNumber = one.WaybillNumber,
                                        FulfilmentId = $"F-{one.ParcelId}",
                                    }
                                    : one
                            ),
                        ],
                    }
            );
        }
    }

    private static SupplierParcel Domestic((int Kind, int Which, int Version, int Pieces, bool IsRevoked) told) =>
        new()
        {
            ParcelId = $"P{told.Which}",
            SupplierOrderId = "1688-1",
            WaybillNumber = $"ZTO{told.Which}00{told.Version}",
            CarrierName = "中通快递(ZTO)",
            RawStatus = "TRANSPORT",
            Status = told.IsRevoked ? ParcelStatus.Revoked : ParcelStatus.InTransit,
            Lines = [new ParcelLine("e1", told.Pieces)],
        };

    private static OnwardShipment Onward((int Kind, int Which, int Version, int Pieces, bool IsRevoked) told) =>
        new()
        {
            ShipmentId = $"S{told.Which}",
            TrackingNumber = $"LX{told.Which}00{told.Version}",
            CarrierName = "Yanwen",
            Lines = told.Pieces == 0 ? [] : [new LineQuantity("L1", told.Pieces)],
            IsRevoked = told.IsRevoked,
        };

    private static Order Start(bool isEarly) =>
        new()
        {
            Key = s_order,
            StoreOrder = World.Order("1", ("L1", "SKU-A", Bought)),
            State = OrderState.Purchasing,
            StateSince = default,
            FirstSeenAt = default,
            PurchaseOrders =
            [
                World.Purchase(PurchaseOrderState.Shipped) with
                {
                    Key = s_key,
                    Route = PurchaseRoute.Transit,
                    Forwarding = new ForwardingRecord { PushesDomesticNumber = isEarly },
                    Lines =
                    [
                        new PurchaseOrderLine
                        {
                            OfferId = "610",
                            Quantity = Bought,
                            Sources = [new LineSource("L1", "SKU-A", 1, Bought, 1, true)],
                        },
                    ],
                    SupplierOrders =
                    [
                        SupplierOrderRecord.From(
                            new SupplierOrder
                            {
                                OrderId = "1688-1",
                                Key = s_key.Value,
                                Status = SupplierOrderStatus.AwaitingReceipt,
                                RawStatus = "waitbuyerreceive",
                                IsPaid = true,
                                Total = Money.Cny(100),
                                Freight = Money.Cny(0),
                                CreatedAt = DateTimeOffset.UnixEpoch,
                                ModifiedAt = DateTimeOffset.UnixEpoch,
                                Lines = [new SupplierOrderLine("e1", "610", null, Bought, Money.Cny(100))],
                            }
                        ),
                    ],
                },
            ],
        };
}
