namespace Dropship.Core.Orders;

/// <summary>What the store shows of our own parcels, right after it got their tracking numbers.</summary>
internal static class OwnParcels
{
    /// <summary>Takes it over into the order. Whatever else changed in the store is left for an ordinary reading, so that it is acted
    /// upon.</summary>
    public static void Take(OrderEdit edit, StoreOrder now)
    {
        var before = edit.Record.StoreOrder;
        var isOwn =
            now.UpdatedAt > before.UpdatedAt
            && edit.Record is { Unreadable: null, PersonalDataErasedAt: null }
            && WithoutParcels(now) == WithoutParcels(before)
            && now.Lines.Select(line => line with { OpenQuantity = 0 })
                .SequenceEqual(before.Lines.Select(line => line with { OpenQuantity = 0 }))
            && now.Fulfilments.All(fulfilment => LineCoverage.IsOurs(edit.Record, fulfilment) || IsKnown(before, fulfilment));
        if (isOwn)
        {
            edit.Change(
                EventKinds.OrderChanged,
                "our parcels are in the store",
                order => order with { StoreOrder = now },
                before.Describe(),
                now.Describe()
            );
        }
    }

    private static StoreOrder WithoutParcels(StoreOrder order) =>
        order with
        {
            UpdatedAt = default,
            Fulfilment = default,
            HeldLines = [],
            Lines = [],
            Fulfilments = [],
        };

    private static bool IsKnown(StoreOrder before, StoreFulfilment fulfilment) =>
        before.Fulfilments.Any(known => known.FulfilmentId == fulfilment.FulfilmentId && known.IsCancelled == fulfilment.IsCancelled);
}
