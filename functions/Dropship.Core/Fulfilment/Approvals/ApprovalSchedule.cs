using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>When people are reminded of a round of approval, and when a second person is told. Pure. A round that ends sooner than usual,
/// for the store's deadline or 1688's limit, has its reminders sooner in proportion.</summary>
public static class ApprovalSchedule
{
    // An order whose deadline is as near as that, or over, gets the usual time: a person decides whether it is still worth buying.
    private static readonly TimeSpan s_leastOpen = TimeSpan.FromHours(1);

    /// <summary>When a round that is opened now ends: after the usual time, or earlier with 1688's limit or the store's deadline.</summary>
    /// <param name="order">The store order.</param>
    /// <param name="purchase">The purchase order.</param>
    /// <param name="options">The usual times.</param>
    /// <param name="now">The time.</param>
    public static DateTimeOffset ExpiresAt(Order order, PurchaseOrder purchase, ApprovalOptions options, DateTimeOffset now)
    {
        var expires = now + options.ExpiresAfter;
        if (purchase.SupplierOrders.Min(placed => placed.PayBy) is { } payBy && payBy < expires && payBy > now)
        {
            expires = payBy;
        }

        return order.StoreOrder.ShipBy is { } shipBy && shipBy < expires && shipBy > now + s_leastOpen ? shipBy : expires;
    }

    /// <summary>When the next reminder is due; null when there is none before the end.</summary>
    public static DateTimeOffset? NextReminder(Approval approval, ApprovalOptions options) =>
        PointsOf(approval, options).Skip(approval.Reminders).Select(point => (DateTimeOffset?)point.At).FirstOrDefault();

    /// <summary>Whether a reminder goes to the second person, too.</summary>
    /// <param name="approval">The round.</param>
    /// <param name="reminder">The reminder, from 1.</param>
    /// <param name="options">The usual times.</param>
    public static bool Escalates(Approval approval, int reminder, ApprovalOptions options) =>
        approval.EscalatedAt is not null || PointsOf(approval, options).Take(reminder).Any(point => point.Escalates);

    // Never so late that the second person would not hear of it before the end.
    private static TimeSpan EscalateAfter(ApprovalOptions options) =>
        options.EscalateAfter < options.ExpiresAfter ? options.EscalateAfter : options.ExpiresAfter / 2;

    private static IEnumerable<(DateTimeOffset At, bool Escalates)> PointsOf(Approval approval, ApprovalOptions options)
    {
        var share = Math.Min(1, (approval.ExpiresAt - approval.RequestedAt) / options.ExpiresAfter);
        return options
            .RemindAfter.Select(after => (After: after, Escalates: false))
            .Concat(approval.SecondId is null ? [] : [(After: EscalateAfter(options), Escalates: true)])
            .OrderBy(point => point.After)
            .Select(point => (At: approval.RequestedAt + point.After * share, point.Escalates))
            .Where(point => point.At < approval.ExpiresAt);
    }
}
