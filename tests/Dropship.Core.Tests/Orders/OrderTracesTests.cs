using System.Collections.Concurrent;
using System.Diagnostics;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>One order, one trace: whoever works on it, whenever, on whatever instance.</summary>
public sealed class OrderTracesTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    // No other test's, which may run at the same time.
    private readonly OrderKey _order = new("shop-one", Guid.NewGuid().ToString("N"));

    public OrderTracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == OrderTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Spans_that_know_nothing_of_each_other_lie_in_the_same_trace()
    {
        var beginning = OrderTraces.BeginningOf(_order);
        Assert.Equal(beginning, OrderTraces.BeginningOf(new OrderKey(_order.AccountId, _order.StoreOrderId)));
        Assert.NotEqual(beginning.TraceId, OrderTraces.BeginningOf(new OrderKey("shop-two", _order.StoreOrderId)).TraceId);

        OrderTraces.Start("first", ActivityKind.Internal, _order)!.Dispose();
        OrderTraces.Start("second", ActivityKind.Internal, _order)!.Dispose();
        Assert.All(Mine(), span => Assert.Equal((beginning.TraceId, beginning.SpanId), (span.TraceId, span.ParentSpanId)));
        Assert.Equal(2, Mine().Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public void What_is_done_within_a_span_hangs_on_it_and_is_about_the_same()
    {
        var purchase = PurchaseOrderKey.Create(_order, "supplier-1", "digest", PurchasePurpose.Sale, 1);
        using (var outer = OrderTraces.Start("place", ActivityKind.Consumer, _order, purchase)!)
        {
            using var call = OrderTraces.Start("alibaba fastCreateOrder", ActivityKind.Client)!;
            using var save = OrderTraces.Start("save order", ActivityKind.Internal, _order)!;
            Assert.Equal(
                (outer.SpanId, outer.TraceId, purchase.Value),
                (call.ParentSpanId, call.TraceId, call.GetTagItem(OrderTraces.PurchaseOrderTag))
            );
            Assert.Equal((call.SpanId, outer.TraceId), (save.ParentSpanId, save.TraceId));
            Assert.Empty(save.Links);
        }

        Assert.Equal(3, Mine().Count);
    }

    [Fact]
    public void Work_for_many_is_a_trace_of_its_own_that_each_orders_trace_is_linked_with()
    {
        var host = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.None,
            isRemote: true
        );
        using var pull = OrderTraces.StartApart("PullStore", ActivityKind.Consumer, host)!;
        Assert.Equal(default, pull.ParentSpanId);
        Assert.Equal(host, Assert.Single(pull.Links).Context);

        using var save = OrderTraces.Start("save order", ActivityKind.Internal, _order)!;
        Assert.Equal(OrderTraces.BeginningOf(_order).TraceId, save.TraceId);
        Assert.Equal(pull.Context, Assert.Single(save.Links).Context);
    }

    [Fact]
    public async Task A_save_tells_what_happened_and_about_what_but_not_why()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var orders = new ObservedOrders(world.Orders, new RecentOrders(world.Clock), world.Metrics);
        var edit = new OrderEdit(await world.ReadAsync("1001"), Actor.Person("Ann"), world.Clock.GetUtcNow());
        edit.Change(purchase.Key, EventKinds.CancelWanted, "Ann said that Trần Thị Hồng called", old => old);
        using (OrderTraces.Start("mine", ActivityKind.Internal, _order))
        {
            await orders.SaveAsync(edit.Record, edit.Events, CancellationToken.None);
            await Assert.ThrowsAsync<OrderChangedException>(() => orders.SaveAsync(edit.Record, edit.Events, CancellationToken.None));
        }

        var saves = _ended
            .Where(span =>
                span.OperationName == "save order"
                && span.Links.Any(link => link.Context.TraceId == OrderTraces.BeginningOf(_order).TraceId)
            )
            .ToList();
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], saves.Select(span => span.Status));
        Assert.Equal("OrderChangedException", saves[1].StatusDescription);
        Assert.All(
            saves,
            span =>
            {
                var told = Assert.Single(span.Events);
                Assert.Equal(("cancel-wanted", purchase.Key.Value), (told.Name, told.Tags.Single().Value));
            }
        );
    }

    private List<Activity> Mine() => [.. _ended.Where(span => span.GetTagItem(OrderTraces.OrderTag) as string == _order.ToString())];
}
