using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Gathers a digest from the open alerts and the lists of orders. Its cost is that of reading these lists once.</summary>
public sealed class DigestReader(IAlerts alerts, IOrders orders)
{
    // What was placed, paid or pushed on a day was first seen at the most so long before, but for the rarest of orders.
    private const int DaysBack = 45;

    private static readonly Dictionary<string, DigestKind> s_kinds = new(StringComparer.Ordinal)
    {
        [HoldReasons.ShipByNear.Code] = DigestKind.Late,
        [HoldReasons.ShipByPassed.Code] = DigestKind.Late,
        [HoldReasons.ShipmentLate.Code] = DigestKind.Late,
        [HoldReasons.ForwarderLate.Code] = DigestKind.Late,
        [HoldReasons.PushRefused.Code] = DigestKind.SyncFailed,
        [HoldReasons.TrackingConflict.Code] = DigestKind.SyncFailed,
        [HoldReasons.TrackingOutdated.Code] = DigestKind.SyncFailed,
        [HoldReasons.OutOfStock.Code] = DigestKind.OutOfStock,
        [HoldReasons.BelowMinimum.Code] = DigestKind.OutOfStock,
        [HoldReasons.OfferUnavailable.Code] = DigestKind.OutOfStock,
    };

    /// <param name="day">The day on which it is told.</param>
    /// <param name="zone">The zone whose days count.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<DailyDigest> ReadAsync(DateOnly day, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var from = LocalTimes.At(day.AddDays(-1), TimeOnly.MinValue, zone);
        var until = LocalTimes.At(day, TimeOnly.MinValue, zone);
        var counts = new Counts(from, until);
        var open = new HashSet<OrderKey>();
        var deadlines = new Dictionary<OrderKey, DateTimeOffset>();
        var items = new List<(DigestKind Kind, DigestItem Item)>();
        await foreach (var order in orders.ListOpenAsync(null, cancellationToken))
        {
            open.Add(order.Key);
            counts.Add(order);
            if (order is { AwaitsShipBy: true, ShipBy: { } deadline })
            {
                deadlines[order.Key] = deadline;
            }

            items.AddRange(
                order
                    .PurchaseOrders.Where(purchase => purchase is { AwaitsApprover: true, HoldCode: null })
                    .Select(purchase =>
                        (
                            DigestKind.Approval,
                            new DigestItem($"{order.Number}, {purchase.SupplierName}", null, purchase.Amount, order.ShipBy)
                        )
                    )
            );
        }

        var lastDay = DateOnly.FromDateTime(until.UtcDateTime);
        for (var seen = lastDay.AddDays(-DaysBack); seen <= lastDay; seen = seen.AddDays(1))
        {
            await foreach (var order in orders.ListEndedAsync(seen, cancellationToken))
            {
                // One that was opened again stands in both lists.
                if (!open.Contains(order.Key))
                {
                    counts.Add(order);
                }
            }
        }

        foreach (var notice in (await alerts.ListOpenAsync(cancellationToken)).Select(alert => alert.Notice))
        {
            DateTimeOffset? deadline = notice.Order is { } key && deadlines.TryGetValue(key, out var at) ? at : null;
            items.Add(
                (s_kinds.GetValueOrDefault(notice.Code, DigestKind.Attention), new DigestItem(notice.Subject, notice.Code, null, deadline))
            );
        }

        return new DailyDigest(
            day,
            items
                .OrderBy(one => one.Item.ShipBy ?? DateTimeOffset.MaxValue)
                .ThenBy(one => one.Item.Subject, StringComparer.Ordinal)
                .ToLookup(one => one.Kind, one => one.Item),
            counts.ToFigures()
        );
    }

    private sealed class Counts(DateTimeOffset from, DateTimeOffset until)
    {
        private int _taken;
        private int _placed;
        private int _paid;
        private int _pushed;
        private int _onTime;
        private int _late;

        public void Add(OrderSummary order)
        {
            _taken += IsIn(order.FirstSeenAt);
            _placed += order.PurchaseOrders.Sum(purchase => IsIn(purchase.PlacedAt));
            _paid += order.PurchaseOrders.Sum(purchase => IsIn(purchase.PaidAt));
            var pushed = IsIn(order.PushedAt);
            _pushed += pushed;
            _onTime += order.IsOnTime == true ? pushed : 0;
            _late += order.IsOnTime == false ? pushed : 0;
        }

        public DigestFigures ToFigures() => new(_taken, _placed, _paid, _pushed, _onTime, _late);

        private int IsIn(DateTimeOffset? moment) => moment >= from && moment < until ? 1 : 0;
    }
}
