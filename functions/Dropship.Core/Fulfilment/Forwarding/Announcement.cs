using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>What a forwarder has to be told of a purchase order. Pure.</summary>
public static class Announcement
{
    /// <summary>Whether the forwarder does not know the parcels that are on their way to it, or the customer's present address. After a
    /// refusal a person is asked first.</summary>
    public static bool IsDue(Order order, PurchaseOrder purchase) =>
        purchase is { Forwarding: { } forwarding, Forwarder: not null }
        && !purchase.Hold.Is(HoldReasons.ForwarderRefused)
        && OnwardParcels.IsAwaited(order, purchase)
        && Of(order, purchase) is { Parcels.Count: > 0 } announcement
        && !Describe(announcement).SequenceEqual(forwarding.Announced, StringComparer.Ordinal)
        && !(order.PersonalDataErasedAt is not null && forwarding.Announced.Count > 0);

    /// <summary>What is compared with what the forwarder was told before. Holds no personal data.</summary>
    public static IReadOnlyList<string> Describe(ForwarderAnnouncement announcement) =>
        [
            .. announcement
                .Parcels.Select(parcel => $"{Carriers.Key(parcel.CarrierName, parcel.CarrierCode)} {parcel.WaybillNumber}")
                .Order(StringComparer.Ordinal),
            $"to {announcement.Customer?.Digest()}",
        ];

    /// <param name="order">The store order; its address must be kept.</param>
    /// <param name="purchase">The purchase order.</param>
    public static ForwarderAnnouncement Of(Order order, PurchaseOrder purchase) =>
        new()
        {
            Reference = purchase.Key.Value,
            OrderNumber = order.StoreOrder.Number,
            Parcels = ParcelsOf(purchase),
            Goods =
            [
                .. from source in purchase.Lines.SelectMany(line => line.Sources)
                group source by source.StoreLineId into pieces
                let line = order.StoreOrder.Lines.FirstOrDefault(line => line.LineId == pieces.Key)
                select new AnnouncedGoods(
                    pieces.Key,
                    line?.Title ?? pieces.First().Sku,
                    pieces.Max(source => source.StorePieces),
                    line?.UnitPrice
                ),
            ],
            Customer = order.StoreOrder.ShipTo,
            Note = order.StoreOrder.Note,
        };

    /// <summary>The parcels that are on their way to the forwarder under a number.</summary>
    public static IReadOnlyList<AnnouncedParcel> ParcelsOf(PurchaseOrder purchase) =>
        [
            .. purchase
                .Parcels.Where(parcel =>
                    parcel is { Leg: ParcelLeg.ToForwarder, WaybillNumber: not null, Status: not ParcelStatus.Revoked }
                )
                .Select(parcel => new AnnouncedParcel(parcel.WaybillNumber!, parcel.CarrierName, parcel.CarrierCode)),
        ];
}
