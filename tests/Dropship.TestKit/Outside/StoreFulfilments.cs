using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Outside;

/// <summary>What a store lets become of an order's fulfilments.</summary>
public static class StoreFulfilments
{
    /// <summary>Judges a number for some goods.</summary>
    /// <returns>The answer where nothing is to be written, because the number is there or is refused; else null and the goods that it is
    /// for.</returns>
    public static (CallResult<TrackingReceipt>? Answer, IReadOnlyList<LineQuantity> Sent) Judge(StoreOrder order, TrackingPush push)
    {
        var same = order.Fulfilments.Where(fulfilment => fulfilment.TrackingNumbers.Contains(push.TrackingNumber)).ToList();
        var there = same.SelectMany(fulfilment => fulfilment.Lines)
            .ToLookup(line => line.LineId, line => line.Quantity, StringComparer.Ordinal);
        var wanted = push
            .Lines.Select(line => line with { Quantity = line.Quantity - there[line.LineId].Sum() })
            .Where(line => line.Quantity > 0)
            .ToList();
        if (same.Count > 0 && (wanted.Count == 0 || same.Exists(fulfilment => fulfilment.Lines.Count == 0)))
        {
            var own = same.Find(fulfilment => fulfilment.Lines.Any(line => push.Lines.Any(piece => piece.LineId == line.LineId)));
            return (CallResult.Success(new TrackingReceipt((own ?? same[0]).FulfilmentId, true)), []);
        }

        if (order.IsCancelled)
        {
            return Refused("the order is cancelled", RefusalMeaning.OrderCancelled);
        }

        // What is missing was sent under another number, or it was taken back and needs none.
        var sent = wanted
            .Select(line =>
                line with
                {
                    Quantity = Math.Min(line.Quantity, order.Lines.Single(one => one.LineId == line.LineId).OpenQuantity),
                }
            )
            .Where(line => line.Quantity > 0)
            .ToList();
        var takers = order
            .Fulfilments.Where(fulfilment =>
                !fulfilment.IsCancelled
                && !fulfilment.TrackingNumbers.Intersect(push.OwnNumbers, StringComparer.Ordinal).Any()
                && fulfilment.Lines.Any(line => wanted.Except(sent).Any(missing => missing.LineId == line.LineId))
            )
            .ToList();
        if (takers.Count > 0 && !push.YieldsToOthers)
        {
            return takers.Exists(fulfilment => fulfilment.TrackingNumbers.Count > 0)
                ? Refused("another number is there", RefusalMeaning.TrackingConflict)
                : Refused("they are fulfilled without a number", RefusalMeaning.AlreadyFulfilled);
        }

        return sent.Count == 0
            ? Refused("nothing of these goods is left", takers.Count > 0 ? RefusalMeaning.AlreadyFulfilled : RefusalMeaning.TakenBack)
            : (null, sent);

        static (CallResult<TrackingReceipt>? Answer, IReadOnlyList<LineQuantity> Sent) Refused(string why, RefusalMeaning meaning) =>
            (CallResult.Refused<TrackingReceipt>("closed", why, meaning), []);
    }

    /// <summary>Judges a number for a fulfilment that is there.</summary>
    /// <returns>The answer where nothing is to be written, because the number is there or is refused; else null.</returns>
    public static CallResult<TrackingReceipt>? Judge(StoreOrder order, string fulfilmentId, TrackingPush push) =>
        order.Fulfilments.FirstOrDefault(one => one.FulfilmentId == fulfilmentId) switch
        {
            null => CallResult.Refused<TrackingReceipt>("gone", "no such fulfilment", RefusalMeaning.NotFound),
            { IsCancelled: true } => CallResult.Refused<TrackingReceipt>("gone", "no such fulfilment", RefusalMeaning.WrongState),
            { } fulfilment when fulfilment.TrackingNumbers.Contains(push.TrackingNumber) => CallResult.Success(
                new TrackingReceipt(fulfilmentId, true)
            ),
            _ => null,
        };

    /// <summary>The order with one more fulfilment, ours or somebody else's.</summary>
    public static StoreOrder Fulfil(this StoreOrder order, string fulfilmentId, IReadOnlyList<LineQuantity> sent, string number)
    {
        IReadOnlyList<OrderLine> lines =
        [
            .. order.Lines.Select(line =>
                line with
                {
                    OpenQuantity = line.OpenQuantity - sent.Where(one => one.LineId == line.LineId).Sum(one => one.Quantity),
                }
            ),
        ];
        return order with
        {
            Lines = lines,
            Fulfilments = [.. order.Fulfilments, new StoreFulfilment(fulfilmentId, false, [number], sent)],
            Fulfilment = lines.All(line => line.OpenQuantity == 0)
                ? StoreFulfilmentStatus.Fulfilled
                : StoreFulfilmentStatus.PartiallyFulfilled,
        };
    }

    /// <summary>The order with a number beside those of a fulfilment.</summary>
    public static StoreOrder AddNumber(this StoreOrder order, string fulfilmentId, TrackingPush push) =>
        order.Renumber(fulfilmentId, numbers => [.. numbers, push.TrackingNumber]);

    /// <summary>The order with a number in the place of another one of a fulfilment, or of all.</summary>
    public static StoreOrder ReplaceNumber(this StoreOrder order, string fulfilmentId, TrackingPush push) =>
        order.Renumber(
            fulfilmentId,
            numbers =>
                push.Replaces is null ? [push.TrackingNumber] : [.. numbers.Where(number => number != push.Replaces), push.TrackingNumber]
        );

    private static StoreOrder Renumber(
        this StoreOrder order,
        string fulfilmentId,
        Func<IReadOnlyList<string>, IReadOnlyList<string>> change
    ) =>
        order with
        {
            Fulfilments =
            [
                .. order.Fulfilments.Select(one =>
                    one.FulfilmentId == fulfilmentId ? one with { TrackingNumbers = change(one.TrackingNumbers) } : one
                ),
            ],
        };
}
