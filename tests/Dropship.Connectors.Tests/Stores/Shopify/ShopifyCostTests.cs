using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Shopify;

/// <summary>What work costs in points of a store's bucket, and what happens when there are too few of them.</summary>
public sealed class ShopifyCostTests
{
    [Fact]
    public async Task An_ordinary_order_is_cheap_to_list_to_read_and_to_fulfil()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await bench.StoreOrderAsync(
            new { lines = new[] { new { sku = "TEE-BLK-M", quantity = 2 }, new { sku = "MUG-CER-BLU", quantity = 1 } } }
        );
        var order = await CostAsync(bench, () => bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None));
        var listing = await CostAsync(bench, () => ListAsync(bench));
        var push = await PushOfAsync(bench, bench.Shopify, id);
        var pushing = await CostAsync(bench, () => bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None));

        Assert.True(
            order < 110 && listing < 20 && pushing < 80,
            $"requested points: reading an order {order}, listing up to 250 {listing}, pushing a number {pushing}"
        );
    }

    [Theory]
    [InlineData(2000, 100)]
    [InlineData(300, 600)]
    public async Task Forty_orders_at_once_are_read_and_pushed_and_none_is_put_off(int maximum, int restoreRate)
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { throttleMaximum = maximum, throttleRestoreRate = restoreRate });
        await bench.PostAsync("orders", new { count = 40 });

        var (reads, pushes) = await ReadAndPushAllAsync(bench, [bench.Shopify]);

        var cost = await CostAsync(bench);
        var told =
            $"requested points per order: {cost["requested"]!.GetValue<long>() / 40.0}, actual: {cost["actual"]!.GetValue<long>() / 40.0}, turned away: {cost["throttled"]}";
        Assert.All(reads, read => Assert.True(read.IsSuccess, $"{read}; {told}"));
        Assert.All(pushes, push => Assert.True(push.IsSuccess, $"{push}; {told}"));
        Assert.True(pushes.Count == 40 && cost["requested"]!.GetValue<long>() < 40 * 200, told);

        // Each answer corrects what the bucket is thought to hold; until then a few of the 120 calls are turned away, and sent again.
        Assert.InRange(cost["throttled"]!.GetValue<long>(), 0, 12);
        Assert.All((await bench.StateAsync())["storeOrders"]!.AsArray(), order => Assert.Single(order!["fulfillments"]!.AsArray()));
    }

    [Fact]
    public async Task Two_processes_that_do_not_know_of_each_other_get_through_as_well()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { throttleMaximum = 250, throttleRestoreRate = 400 });
        await bench.PostAsync("orders", new { count = 24 });
        await using var other = Bench.Make();
        await other.GiveStoreSecretAsync(new { accessToken = "shpat_sandbox" });

        var (reads, pushes) = await ReadAndPushAllAsync(bench, [bench.Shopify, other.Shopify]);

        Assert.All(reads, read => Assert.True(read.IsSuccess, read.ToString()));
        Assert.All(pushes, push => Assert.True(push.IsSuccess, push.ToString()));
        Assert.All((await bench.StateAsync())["storeOrders"]!.AsArray(), order => Assert.Single(order!["fulfillments"]!.AsArray()));
    }

    [Theory]
    [InlineData(10, -1e15, 2000, 100)]
    [InlineData(10, 2000, 2000, 1e-9)]
    [InlineData(10, 2000, 1e12, 100)]
    [InlineData(1e15, 2000, 2000, 100)]
    [InlineData(10, 0, 0, 0)]
    [InlineData(-5, 2000, -2000, 100)]
    public async Task Figures_that_no_bucket_has_keep_no_later_call_back(double requested, double available, double maximum, double restore)
    {
        var throttle = new ShopifyThrottle(TimeProvider.System);
        var document = ShopifyDocument.All[0];
        for (var call = 0; call < 2; call++)
        {
            var (points, missing) = await throttle.TakeAsync("shop", document, TimeSpan.FromSeconds(20), CancellationToken.None);

            Assert.True(points is not null, $"call {call} would wait {missing}");
            Assert.InRange(
                points.Correct(requested, available, maximum, restore, TimeProvider.System.GetUtcNow()),
                TimeSpan.Zero,
                TimeSpan.FromSeconds(1)
            );
            points.Close();
        }
    }

    [Theory]
    [InlineData("throttled")]
    [InlineData("http-429")]
    public async Task A_write_that_was_turned_away_is_sent_again_and_works_once(string fault)
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, bench.Shopify, await bench.StoreOrderAsync());
        await bench.FaultAsync("shopify", "fulfillmentCreate", fault, times: 2);

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.True(result.IsSuccess, result.ToString());
        Assert.Equal(3, await bench.CallsAsync("shopify:fulfillmentCreate"));
        Assert.Single((await bench.StoreOrderStateAsync(push.StoreOrderId))["fulfillments"]!.AsArray());
    }

    [Fact]
    public async Task A_wait_that_is_too_long_for_a_call_is_handed_to_the_caller()
    {
        await using var bench = await SandboxBench.StartAsync(options => options.LongestWait = TimeSpan.FromMilliseconds(300));
        var push = await PushOfAsync(bench, bench.Shopify, await bench.StoreOrderAsync());
        await bench.FaultAsync("shopify", "fulfillmentCreate", "throttled");

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal((CallOutcome.NotSent, ProblemKind.RateLimited), (result.Outcome, result.Problem!.Kind));
        Assert.True(result.Problem.RetryAfter > TimeSpan.FromMilliseconds(300), result.Problem.RetryAfter.ToString());
        Assert.Empty((await bench.StoreOrderStateAsync(push.StoreOrderId))["fulfillments"]!.AsArray());
    }

    private static async Task<(
        IReadOnlyCollection<CallResult<StoreOrderReading>> Reads,
        IReadOnlyCollection<CallResult<TrackingReceipt>> Pushes
    )> ReadAndPushAllAsync(SandboxBench bench, IReadOnlyList<IStorePlatform> platforms)
    {
        var reads = new ConcurrentBag<CallResult<StoreOrderReading>>();
        var pushes = new ConcurrentBag<CallResult<TrackingReceipt>>();
        var listed = await ListAsync(bench);
        await Parallel.ForEachAsync(
            listed.Value.Orders.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (changed, cancellationToken) =>
            {
                var platform = platforms[changed.Index % platforms.Count];
                var read = await platform.ReadOrderAsync(bench.Store, changed.Item.StoreOrderId, cancellationToken);
                reads.Add(read);
                if (read.IsSuccess)
                {
                    pushes.Add(
                        await ((ITrackingPush)platform).PushTrackingAsync(bench.Store, PushOf(read.Value.Order!), cancellationToken)
                    );
                }
            }
        );
        return (reads, pushes);
    }

    private static Task<CallResult<StoreOrderPage>> ListAsync(SandboxBench bench)
    {
        var now = DateTimeOffset.UtcNow;
        return bench.Shopify.ListChangedOrdersAsync(bench.Store, now.AddHours(-1), now.AddMinutes(1), null, CancellationToken.None);
    }

    private static async Task<long> CostAsync<T>(SandboxBench bench, Func<Task<CallResult<T>>> work)
    {
        var before = (await CostAsync(bench))["requested"]!.GetValue<long>();
        var result = await work();
        Assert.True(result.IsSuccess, result.ToString());
        return (await CostAsync(bench))["requested"]!.GetValue<long>() - before;
    }

    private static async Task<JsonObject> CostAsync(SandboxBench bench) =>
        (await bench.Http.GetFromJsonAsync<JsonObject>("control/summary"))!["shopifyCost"]!.AsObject();

    private static async Task<TrackingPush> PushOfAsync(SandboxBench bench, IStorePlatform platform, string id) =>
        PushOf((await platform.ReadOrderAsync(bench.Store, id, CancellationToken.None)).Value.Order!);

    private static TrackingPush PushOf(StoreOrder order) =>
        new()
        {
            StoreOrderId = order.StoreOrderId,
            Lines = [.. order.Lines.Select(line => new LineQuantity(line.LineId, line.OpenQuantity))],
            CarrierName = "中通快递(ZTO)",
            CarrierCode = "ZTO",
            TrackingNumber = "7361" + order.StoreOrderId,
            NotifyCustomer = false,
        };
}
