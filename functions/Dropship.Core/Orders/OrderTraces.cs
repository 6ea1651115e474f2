using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.Core.Orders;

/// <summary>
/// The spans of the app. All that is done about one store order lies in one trace, on whichever instance and however much later: the id of
/// that trace is the digest of the order's key, so no message has to carry it. Spans hold keys, codes and times; no person, no secret.
/// </summary>
public static class OrderTraces
{
    public const string SourceName = "Dropship";

    /// <summary>The store order that a span is about, as <c>account|order</c>.</summary>
    public const string OrderTag = "dropship.order";

    /// <summary>The key of the purchase order that a span is about.</summary>
    public const string PurchaseOrderTag = "dropship.purchase_order";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>The beginning of an order's trace. It names a span that nobody writes; all spans without another of the same trace around
    /// them hang on it.</summary>
    public static ActivityContext BeginningOf(OrderKey order)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(order.ToString()));
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(digest.AsSpan(0, 16)),
            ActivitySpanId.CreateFromBytes(digest.AsSpan(16, 8)),
            ActivityTraceFlags.Recorded,
            isRemote: true
        );
    }

    /// <summary>Begins a span about an order, in the order's trace. Where another trace led here, the two are linked.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">Its part in a conversation.</param>
    /// <param name="order">The order.</param>
    /// <param name="purchase">The purchase order; null when it is about the store order.</param>
    /// <param name="cause">What led here; what is being done already when null.</param>
    /// <returns>The span, to be disposed at the end; null while nobody records any.</returns>
    public static Activity? Start(
        string name,
        ActivityKind kind,
        OrderKey order,
        PurchaseOrderKey? purchase = null,
        ActivityContext? cause = null
    )
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        var around = cause ?? Activity.Current?.Context ?? default;
        var beginning = BeginningOf(order);
        var joins = around.TraceId == beginning.TraceId;
        var span = s_source.StartActivity(
            name,
            kind,
            joins ? around : beginning,
            links: joins || around == default ? null : [new ActivityLink(around)]
        );
        return Tag(span, order.ToString(), purchase?.Value);
    }

    /// <summary>Begins a span within what is being done, about the same order if it is about one.</summary>
    public static Activity? Start(string name, ActivityKind kind)
    {
        var around = Activity.Current;
        return Tag(
            s_source.StartActivity(name, kind),
            around?.GetTagItem(OrderTag) as string,
            around?.GetTagItem(PurchaseOrderTag) as string
        );
    }

    /// <summary>Begins a trace of its own for what is about no order or about many.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">Its part in a conversation.</param>
    /// <param name="cause">What led here; default for nothing.</param>
    public static Activity? StartApart(string name, ActivityKind kind, ActivityContext cause)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        var around = Activity.Current;
        Activity.Current = null;
        if (
            s_source.StartActivity(name, kind, default(ActivityContext), links: cause == default ? null : [new ActivityLink(cause)]) is
            { } span
        )
        {
            return span;
        }

        Activity.Current = around;
        return null;
    }

    /// <summary>Marks a span as failed. Of the failure only its type is told: its words may hold more than may be kept.</summary>
    public static void Fail(this Activity? span, Exception failure) => span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);

    private static Activity? Tag(Activity? span, string? order, string? purchase)
    {
        if (order is not null)
        {
            span?.SetTag(OrderTag, order);
        }

        if (purchase is not null)
        {
            span?.SetTag(PurchaseOrderTag, purchase);
        }

        return span;
    }
}
