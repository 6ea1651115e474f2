using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>Takes what a forwarder says of an announcement into the purchase order. Pure; a repeat changes nothing.</summary>
internal static class ForwarderNews
{
    public static void Apply(OrderEdit edit, PurchaseOrderKey key, ForwarderStatus status, FulfilmentOptions options)
    {
        if (edit.Record.Find(key) is not { Forwarding: not null } purchase)
        {
            return;
        }

        if (status.ArrivedAt is { } at)
        {
            edit.NoteArrival(key, at, "the forwarder has the goods");
            if (purchase.Hold.Is(HoldReasons.ForwarderMissesParcel))
            {
                edit.SetHold(key, null, "the forwarder has the goods");
            }
        }
        else if (
            status.Missing is { } missing
            && purchase is { Hold: null, State: PurchaseOrderState.PartlyShipped or PurchaseOrderState.Shipped }
            && !purchase.Acknowledged.Contains(missing)
        )
        {
            edit.SetHold(key, edit.HoldFor(HoldReasons.ForwarderMissesParcel, missing), "the forwarder misses goods");
        }

        OnwardParcels.Take(edit, key, status.Shipments, options.PushAgainAfter);
    }
}
