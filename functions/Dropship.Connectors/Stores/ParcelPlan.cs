using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores;

/// <summary>The pieces that are still to be written so that a store has one parcel's number: the same for each platform that takes numbers.
/// Pure.</summary>
/// <param name="FulfilmentId">The fulfilment that carries the number already; null when none does.</param>
/// <param name="Lines">The pieces that are still to be given the number; none when all have it.</param>
/// <param name="Refusal">Why it cannot be done; null when it can.</param>
internal sealed record ParcelPlan(string? FulfilmentId, IReadOnlyList<LineQuantity> Lines, CallProblem? Refusal)
{
    public static ParcelPlan Of(StoreOrder order, TrackingPush push)
    {
        if (order.IsCancelled)
        {
            return Refused("order-cancelled", "The store's order is cancelled.", RefusalMeaning.OrderCancelled);
        }

        var living = order.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled).ToList();
        var ours = living.Where(fulfilment => fulfilment.TrackingNumbers.Holds(push.TrackingNumber)).ToList();
        var others = living
            .Where(fulfilment => !push.OwnNumbers.Append(push.TrackingNumber).Any(number => fulfilment.TrackingNumbers.Holds(number)))
            .ToList();
        var left = Subtract(push.Lines, ours.SelectMany(fulfilment => fulfilment.Lines));
        if (order.StoreHold is { } hold && left.Exists(piece => IsHeld(order, piece.LineId)))
        {
            return Refused("on-hold", $"The store holds the order back: {hold}.", RefusalMeaning.WrongState);
        }

        CallProblem? obstacle = null;
        var lines = new List<LineQuantity>();
        foreach (var piece in left)
        {
            var open = order.Lines.FirstOrDefault(line => line.LineId == piece.LineId)?.OpenQuantity ?? 0;
            var taken = Math.Min(open, piece.Quantity);
            if (taken > 0)
            {
                lines.Add(piece with { Quantity = taken });
            }

            // Pieces that were refunded or taken off the order are missing, too, and need no number.
            if (taken < piece.Quantity && FindObstacle(others, piece.LineId) is { } found)
            {
                obstacle = found;
                if (!push.YieldsToOthers)
                {
                    return new ParcelPlan(null, [], found);
                }
            }
        }

        if (lines.Count == 0 && ours.Count == 0)
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

        // A number may stand for several fulfilments: of those, the one with these goods.
        var known = ours.Find(fulfilment => fulfilment.Lines.Any(line => push.Lines.Any(piece => piece.LineId == line.LineId)));
        return new ParcelPlan((known ?? ours.FirstOrDefault())?.FulfilmentId, lines, null);
    }

    private static bool IsHeld(StoreOrder order, string lineId) =>
        order.HeldLines.Count == 0 || order.HeldLines.Contains(lineId, StringComparer.Ordinal);

    private static CallProblem? FindObstacle(List<StoreFulfilment> others, string lineId)
    {
        var senders = others.Where(fulfilment => fulfilment.Lines.Any(line => line.LineId == lineId)).ToList();
        return senders.Exists(fulfilment => fulfilment.TrackingNumbers.Count > 0)
                ? Problem("tracking-conflict", "The store has another number for these goods.", RefusalMeaning.TrackingConflict)
            : senders.Count > 0
                ? Problem("already-fulfilled", "The store has these goods as fulfilled, without a number.", RefusalMeaning.AlreadyFulfilled)
            : null;
    }

    private static List<LineQuantity> Subtract(IEnumerable<LineQuantity> wanted, IEnumerable<LineQuantity> covered)
    {
        var done = covered
            .GroupBy(line => line.LineId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Quantity), StringComparer.Ordinal);
        return
        [
            .. wanted
                .GroupBy(line => line.LineId, StringComparer.Ordinal)
                .Select(group => new LineQuantity(group.Key, group.Sum(line => line.Quantity) - done.GetValueOrDefault(group.Key)))
                .Where(line => line.Quantity > 0),
        ];
    }

    private static ParcelPlan Refused(string code, string text, RefusalMeaning meaning) => new(null, [], Problem(code, text, meaning));

    private static CallProblem Problem(string code, string text, RefusalMeaning meaning) => new(ProblemKind.Rejected, code, text, meaning);
}
