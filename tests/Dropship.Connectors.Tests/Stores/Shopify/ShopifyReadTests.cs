using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Tests.Stores.Shopify;

public sealed class ShopifyReadTests
{
    private static readonly DateTimeOffset s_from = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_until = new(2026, 9, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_listing_is_asked_for_by_time_of_change_at_the_right_address()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(Fixtures.Listing(Fixtures.Order, "c1")),
            ScriptedReply.Json(Fixtures.Listing(string.Empty, null))
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });
        var store = Bench.Store(new Uri(server.Address, "shopify/demo-store"));

        var first = await bench.Shopify.ListChangedOrdersAsync(store, s_from, s_until, null, CancellationToken.None);
        var second = await bench.Shopify.ListChangedOrdersAsync(store, s_from, s_until, first.Value.NextPage, CancellationToken.None);

        Assert.Equal("c1", first.Value.NextPage);
        var changed = Assert.Single(first.Value.Orders);
        Assert.True(changed.IsStub);
        Assert.Equal(
            ("6832000000001", new DateTimeOffset(2026, 4, 23, 16, 45, 0, TimeSpan.Zero)),
            (changed.StoreOrderId, changed.UpdatedAt)
        );
        Assert.Null(second.Value.NextPage);
        Assert.Empty(second.Value.Orders);
        Assert.All(
            server.Calls,
            call =>
            {
                Assert.Equal("POST", call.Method);
                Assert.Equal("/shopify/demo-store/admin/api/2026-07/graphql.json", call.Path);
                Assert.Equal("shpat_1", call.Headers["X-Shopify-Access-Token"]);
            }
        );
        var variables = JsonNode.Parse(server.Calls[1].Body)!["variables"]!;
        Assert.Equal("updated_at:>='2026-09-01T00:00:00Z' AND updated_at:<'2026-09-02T00:00:00Z'", variables["query"]!.GetValue<string>());
        Assert.Equal("c1", variables["after"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pages_join_without_gap_or_double()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PostAsync("orders", new { count = 520 });
        var now = DateTimeOffset.UtcNow;
        var seen = new List<string>();
        string? page = null;
        do
        {
            var listed = await bench.Shopify.ListChangedOrdersAsync(
                bench.Store,
                now.AddHours(-1),
                now.AddMinutes(1),
                page,
                CancellationToken.None
            );
            Assert.True(listed.IsSuccess, listed.ToString());
            seen.AddRange(listed.Value.Orders.Select(order => order.StoreOrderId));
            page = listed.Value.NextPage;
        } while (page is not null);

        Assert.Equal(520, seen.Count);
        Assert.Equal(520, seen.Distinct().Count());
    }

    [Fact]
    public async Task Orders_outside_the_span_stay_out()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.StoreOrderAsync();

        var listed = await bench.Shopify.ListChangedOrdersAsync(
            bench.Store,
            s_from.AddYears(-2),
            s_from.AddYears(-1),
            null,
            CancellationToken.None
        );

        Assert.Empty(listed.Value.Orders);
    }

    [Fact]
    public async Task A_page_that_costs_too_much_is_asked_for_in_smaller_ones()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(Fixtures.TooCostly),
            ScriptedReply.Json(Fixtures.TooCostly),
            ScriptedReply.Json(Fixtures.Listing(string.Empty, null))
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });

        var listed = await bench.Shopify.ListChangedOrdersAsync(Bench.Store(server.Address), s_from, s_until, null, CancellationToken.None);

        Assert.True(listed.IsSuccess);
        Assert.Equal([250, 125, 62], server.Calls.Select(call => JsonNode.Parse(call.Body)!["variables"]!["first"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Being_throttled_is_waited_out()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(Fixtures.Throttled),
            ScriptedReply.Json(Fixtures.Listing(string.Empty, null))
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });

        var listed = await bench.Shopify.ListChangedOrdersAsync(Bench.Store(server.Address), s_from, s_until, null, CancellationToken.None);

        Assert.True(listed.IsSuccess);
    }

    [Fact]
    public async Task Partial_data_beside_an_access_error_is_not_taken_for_none()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(Fixtures.AccessDenied));
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });

        var listed = await bench.Shopify.ListChangedOrdersAsync(Bench.Store(server.Address), s_from, s_until, null, CancellationToken.None);

        Assert.Equal(CallOutcome.Refused, listed.Outcome);
        Assert.Equal(ProblemKind.Unauthorized, listed.Problem!.Kind);
    }

    [Theory]
    [InlineData("""{"payload":{"orders":[]}}""")]
    [InlineData("""{"data":{"orders":{"nodes":[]}}}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"errors":[{"message":"Field 'risk' doesn't exist on type 'Order'","extensions":{"code":"undefinedField"}}]}""")]
    [InlineData("<html>System busy</html>")]
    public async Task A_reply_of_another_shape_is_unreadable_and_never_no_orders(string body)
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(body));
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });

        var listed = await bench.Shopify.ListChangedOrdersAsync(Bench.Store(server.Address), s_from, s_until, null, CancellationToken.None);

        Assert.Equal(CallOutcome.NotSent, listed.Outcome);
        Assert.Equal(ProblemKind.Unreadable, listed.Problem!.Kind);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(404)]
    [InlineData(423)]
    public async Task A_door_that_stays_shut_is_unauthorized(int status)
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json("""{"errors":"[API] Invalid API key or access token"}""", status)
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });

        var listed = await bench.Shopify.ListChangedOrdersAsync(Bench.Store(server.Address), s_from, s_until, null, CancellationToken.None);

        Assert.Equal(ProblemKind.Unauthorized, listed.Problem!.Kind);
    }

    [Fact]
    public async Task An_order_of_the_store_is_read_with_its_goods_address_and_deadline()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await bench.StoreOrderAsync(
            new
            {
                lines = new[] { new { sku = "TEE-BLK-M", quantity = 2 }, new { sku = "MUG-CER-BLU", quantity = 1 } },
                country = "GB",
                fulfillWithinHours = 24,
            }
        );

        var read = await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None);

        var order = read.Value.Order!;
        Assert.Equal(id, order.StoreOrderId);
        Assert.Equal(StorePaymentStatus.Paid, order.Payment);
        Assert.NotNull(order.PaidAt);
        Assert.NotNull(order.ShipBy);
        Assert.Equal("GB", order.ShipTo!.Country);
        Assert.Equal(["TEE-BLK-M", "MUG-CER-BLU"], order.Lines.Select(line => line.Sku));
        Assert.Equal([2, 1], order.Lines.Select(line => line.OpenQuantity));
        Assert.Equal(new Money(1990, "GBP"), order.Lines[0].UnitPrice);
    }

    [Fact]
    public async Task What_was_refunded_is_not_open_any_more()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await bench.StoreOrderAsync();
        await bench.PostAsync($"orders/{id}/refund", new { lines = new[] { new { index = 0, quantity = 1 } } });

        var order = (await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None)).Value.Order!;

        Assert.Equal(StorePaymentStatus.PartiallyRefunded, order.Payment);
        Assert.Equal(1, order.Lines[0].OpenQuantity);
    }

    [Theory]
    [InlineData(11, 1)]
    [InlineData(60, 1)]
    [InlineData(130, 2)]
    public async Task An_order_with_many_lines_is_read_to_its_end(int count, int locations)
    {
        await using var bench = await SandboxBench.StartAsync();
        var lines = Enumerable
            .Range(1, count)
            .Select(i => new { sku = "SKU-" + i.ToString(CultureInfo.InvariantCulture), quantity = 1 })
            .ToArray();
        var id = await bench.StoreOrderAsync(new { lines, locations });

        var order = (await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None)).Value.Order!;

        Assert.Equal(lines.Select(line => line.sku), order.Lines.Select(line => line.Sku));
        Assert.All(order.Lines, line => Assert.Equal(1, line.OpenQuantity));
    }

    [Theory]
    [InlineData("currency")]
    [InlineData("line")]
    public async Task An_order_that_the_store_tells_wrongly_is_malformed_and_the_others_are_not(string malformed)
    {
        await using var bench = await SandboxBench.StartAsync();
        var bad = await bench.StoreOrderAsync(new { sku = "TEE-BLK-M", malformed });
        var good = await bench.StoreOrderAsync();

        var read = await bench.Shopify.ReadOrderAsync(bench.Store, bad, CancellationToken.None);
        Assert.Null(read.Value.Order);
        Assert.NotNull(read.Value.Problem);
        Assert.NotNull((await bench.Shopify.ReadOrderAsync(bench.Store, good, CancellationToken.None)).Value.Order);

        await bench.PostAsync($"orders/{bad}/mend");
        Assert.NotNull((await bench.Shopify.ReadOrderAsync(bench.Store, bad, CancellationToken.None)).Value.Order);
    }

    [Theory]
    [InlineData("999999999999")]
    [InlineData("0")]
    public async Task An_order_that_the_store_has_not_is_refused_as_not_found(string id)
    {
        await using var bench = await SandboxBench.StartAsync();

        var read = await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None);

        Assert.Equal(RefusalMeaning.NotFound, read.Problem!.Meaning);
    }

    [Fact]
    public async Task Verifying_tells_the_store_and_the_permissions_it_lacks()
    {
        await using var bench = await SandboxBench.StartAsync();
        var full = await bench.Shopify.VerifyAsync(bench.Store, CancellationToken.None);
        await bench.PutAsync("settings", new { shopifyScopes = new[] { "read_orders" } });
        var poor = await bench.Shopify.VerifyAsync(bench.Store, CancellationToken.None);

        Assert.Equal("demo-store", full.Value.Name);
        Assert.Empty(full.Value.MissingPermissions);
        Assert.Equal(
            [
                "read_products (to tell the variants of a product apart)",
                "read_locations (to see which location sends the goods)",
                "read_merchant_managed_fulfillment_orders (to see what is still to be sent)",
                "write_merchant_managed_fulfillment_orders (to give the store tracking numbers)",
            ],
            poor.Value.MissingPermissions
        );
    }

    [Theory]
    [InlineData(30, true, 0)]
    [InlineData(61, true, 1)]
    [InlineData(61, false, 0)]
    public async Task Orders_that_only_apps_that_may_read_all_see_need_that_permission_when_a_store_is_set_up(
        int days,
        bool isTrial,
        int missing
    )
    {
        await using var bench = await SandboxBench.StartAsync();
        var account = bench.Store with { TakeOrdersSince = DateTimeOffset.UtcNow.AddDays(-days), IsTrial = isTrial };
        var secrets = bench.Bench.Secrets;
        var secret = await secrets.GetAsync(bench.Store.SecretName, CancellationToken.None);
        await secrets.SetAsync(account.SecretName, secret!, CancellationToken.None);

        var verified = await bench.Shopify.VerifyAsync(account, CancellationToken.None);

        Assert.Equal(missing, verified.Value.MissingPermissions.Count(one => one.StartsWith("read_all_orders ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("read_products")]
    [InlineData("read_locations")]
    public async Task A_store_that_keeps_a_permission_back_refuses_the_reading_of_an_order(string scope)
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await bench.StoreOrderAsync();
        string[] all =
        [
            "read_orders",
            "read_products",
            "read_locations",
            "read_merchant_managed_fulfillment_orders",
            "write_merchant_managed_fulfillment_orders",
        ];
        await bench.PutAsync("settings", new { shopifyScopes = all.Where(one => one != scope) });

        var read = await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None);

        Assert.Equal(ProblemKind.Unauthorized, read.Problem!.Kind);
    }

    [Fact]
    public async Task One_token_is_asked_for_however_many_calls_wait_for_it()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.Bench.GiveStoreSecretAsync(new { clientId = "sandbox-shopify-client", clientSecret = "sandbox-shopify-secret" });

        var now = DateTimeOffset.UtcNow;
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => bench.Shopify.ListChangedOrdersAsync(bench.Store, now.AddHours(-1), now, null, CancellationToken.None))
        );

        Assert.All(results, result => Assert.True(result.IsSuccess, result.ToString()));
        Assert.Equal(1, await bench.CallsAsync("shopify:oauth.access_token"));
    }

    [Fact]
    public async Task A_spent_token_is_replaced_and_the_call_sent_once_more()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.Bench.GiveStoreSecretAsync(new { clientId = "sandbox-shopify-client", clientSecret = "sandbox-shopify-secret" });
        var id = await bench.StoreOrderAsync();
        Assert.True((await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None)).IsSuccess);
        await bench.PostAsync("tokens/expire");

        var read = await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None);

        Assert.True(read.IsSuccess, read.ToString());
        Assert.Equal(2, await bench.CallsAsync("shopify:oauth.access_token"));
    }

    [Fact]
    public async Task A_good_token_of_the_old_secret_does_not_vouch_for_a_wrong_new_one()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.Bench.GiveStoreSecretAsync(new { clientId = "sandbox-shopify-client", clientSecret = "sandbox-shopify-secret" });
        Assert.True((await bench.Shopify.VerifyAsync(bench.Store, CancellationToken.None)).IsSuccess);
        await bench.Bench.GiveStoreSecretAsync(new { clientId = "sandbox-shopify-client", clientSecret = "mistyped" });

        var verified = await bench.Shopify.VerifyAsync(bench.Store, CancellationToken.None);

        Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (verified.Outcome, verified.Problem!.Kind));
        await bench.Bench.GiveStoreSecretAsync(new { clientId = "sandbox-shopify-client", clientSecret = "sandbox-shopify-secret" });
        Assert.True((await bench.Shopify.VerifyAsync(bench.Store, CancellationToken.None)).IsSuccess);
    }

    [Theory]
    [InlineData("""{"clientId":"sandbox-shopify-client","clientSecret":"wrong"}""")]
    [InlineData("""{"accessToken":"shpat_wrong"}""")]
    [InlineData("""{}""")]
    [InlineData("not json")]
    public async Task Wrong_or_missing_credentials_are_unauthorized(string secret)
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.Bench.Secrets.SetAsync("store-shop1", secret, CancellationToken.None);

        var result = await bench.Shopify.VerifyAsync(bench.Store, CancellationToken.None);

        Assert.Equal(CallOutcome.Refused, result.Outcome);
        Assert.Equal(ProblemKind.Unauthorized, result.Problem!.Kind);
        Assert.DoesNotContain("wrong", JsonSerializer.Serialize(result.Problem), StringComparison.Ordinal);
    }
}
