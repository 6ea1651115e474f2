using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>The writes that give a store one parcel's tracking number. Pure.</summary>
/// <param name="FulfilmentId">The fulfilment that carries the number already; null when none does.</param>
/// <param name="Calls">Fulfilments to make, one for each location.</param>
/// <param name="Refusal">Why it cannot be done; null when it can.</param>
internal sealed record ShopifyFulfillmentPlan(
    string? FulfilmentId,
    IReadOnlyList<IReadOnlyList<ShopifyParcelPart>> Calls,
    CallProblem? Refusal
)
{
    public static ShopifyFulfillmentPlan Plan(ShopifyShipping shipping, TrackingPush push)
    {
        if (shipping.IsCancelled)
        {
            return Refused("order-cancelled", "The store's order is cancelled.", RefusalMeaning.OrderCancelled);
        }

        var living = shipping.Parcels.Where(fulfilment => !fulfilment.IsCancelled).ToList();
        var ours = living.Where(fulfilment => fulfilment.Has(push.TrackingNumber)).ToList();
        var left = Subtract(push.Lines, ours.SelectMany(fulfilment => fulfilment.Lines));
        var others = living.Where(fulfilment => !push.OwnNumbers.Append(push.TrackingNumber).Any(fulfilment.Has)).ToList();
        ShopifyFulfillmentPlan? obstacle = null;
        var parts = new List<(string? Location, ShopifyParcelPart Part)>();
        foreach (var (lineId, wanted) in left)
        {
            var missing = wanted;
            foreach (
                var part in shipping
                    .Parts.Where(part => part.CanFulfil || part.Status is "OPEN" or "IN_PROGRESS")
                    .OrderByDescending(part => part.CanFulfil)
            )
            {
                foreach (var line in part.Lines.Where(line => line.LineId == lineId && missing > 0))
                {
                    var taken = Math.Min(missing, line.Remaining);
                    if (taken > 0)
                    {
                        parts.Add((part.LocationId, new ShopifyParcelPart(part.Id, line.Id, taken)));
                        missing -= taken;
                    }
                }
            }

            // Pieces that were refunded or taken off the order are missing, too, and need no number.
            if (missing > 0 && FindObstacle(shipping, others, lineId) is { } found)
            {
                obstacle = found;
                if (!push.YieldsToOthers || found.Refusal!.Meaning == RefusalMeaning.WrongState)
                {
                    return found;
                }
            }
        }

        if (parts.Count == 0 && ours.Count == 0)
        {
            return obstacle is null
                ? Refused(
                    "nothing-left",
                    "Nothing of these goods is left to fulfil; they were refunded or taken off the order.",
                    RefusalMeaning.TakenBack
                )
                : Refused(
                    "already-fulfilled",
                    "The store has all of these goods under other numbers, and they stay.",
                    RefusalMeaning.AlreadyFulfilled
                );
        }

        // All fulfilment orders of one call must lie at one location.
        // A number may stand for several fulfilments: of those, the one with these goods.
        return new ShopifyFulfillmentPlan(
            (
                ours.Find(fulfilment => fulfilment.Lines.Any(line => push.Lines.Any(piece => piece.LineId == line.LineId)))
                ?? ours.FirstOrDefault()
            )?.Id,
            [.. parts.GroupBy(p => p.Location, StringComparer.Ordinal).Select(group => group.Select(p => p.Part).ToList())],
            null
        );
    }

    private static ShopifyFulfillmentPlan? FindObstacle(ShopifyShipping shipping, List<ShopifyFulfilment> others, string lineId)
    {
        if (
            shipping.Parts.Any(part =>
                part is { CanFulfil: false, Status: "ON_HOLD" or "SCHEDULED" }
                && part.Lines.Any(line => line.LineId == lineId && line.Remaining > 0)
            )
        )
        {
            return Refused("on-hold", "The store holds the order back.", RefusalMeaning.WrongState);
        }

        if (
            shipping.Parts.Any(part =>
                part is { CanFulfil: false, Status: "INCOMPLETE" } && part.Lines.Any(line => line.LineId == lineId && line.Remaining > 0)
            )
        )
        {
            return Refused(
                "not-fulfillable",
                "Another fulfilment service gave these goods up, and the store lets nobody ship them.",
                RefusalMeaning.WrongState
            );
        }

        var senders = others.Where(fulfilment => fulfilment.Lines.Any(line => line.LineId == lineId)).ToList();
        if (senders.Exists(fulfilment => fulfilment.Tracking.Count > 0))
        {
            return Refused("tracking-conflict", "The store has another number for these goods.", RefusalMeaning.TrackingConflict);
        }

        return senders.Count > 0
            ? Refused("already-fulfilled", "The store has these goods as fulfilled, without a number.", RefusalMeaning.AlreadyFulfilled)
            : null;
    }

    private static List<(string LineId, int Quantity)> Subtract(IEnumerable<LineQuantity> wanted, IEnumerable<LineQuantity> covered)
    {
        var done = covered
            .GroupBy(line => line.LineId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Quantity), StringComparer.Ordinal);
        return
        [
            .. wanted
                .GroupBy(line => line.LineId, StringComparer.Ordinal)
                .Select(group => (LineId: group.Key, Quantity: group.Sum(line => line.Quantity) - done.GetValueOrDefault(group.Key)))
                .Where(line => line.Quantity > 0),
        ];
    }

    private static ShopifyFulfillmentPlan Refused(string code, string text, RefusalMeaning meaning) =>
        new(null, [], new CallProblem(ProblemKind.Rejected, code, text, meaning));
}

/// <summary>Pieces of one fulfilment order line.</summary>
internal sealed record ShopifyParcelPart(string FulfilmentOrderId, string FulfilmentOrderLineId, int Quantity);
