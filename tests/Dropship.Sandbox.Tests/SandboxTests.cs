using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Tests.Support;
using Dropship.Tooling;

namespace Dropship.Sandbox.Tests;

/// <summary>The stand-ins' own promises: as strict as the real services, and safe over a kill.</summary>
public sealed class SandboxTests
{
    [Theory]
    [InlineData("{ order(id: \"gid://shopify/Order/1\") { id nope } }", "Field 'nope' doesn't exist on type 'Order'")]
    [InlineData("{ order { id } }", "Field 'order' is missing required arguments: id")]
    [InlineData("{ orders(first: 1, colour: \"red\") { nodes { id } } }", "Field 'orders' doesn't accept argument 'colour'")]
    [InlineData(
        "{ orders(first: 1) }",
        "Field must have selections (field 'orders' returns OrderConnection but has no selections. Did you mean 'orders { ... }'?)"
    )]
    [InlineData("{ shop { name { x } } }", "Selections can't be made on scalars (field 'name' returns String but has selections)")]
    [InlineData("query A { order(id: $id) { id } }", "Variable $id is used by A but not declared")]
    [InlineData("query A($id: ID!) { shop { name } }", "Variable $id is declared by A but not used")]
    [InlineData("query A($id: String!) { order(id: $id) { id } }", "Type mismatch on variable $id and argument id (String! / ID!)")]
    [InlineData("{ shop { ...F } }", "Fragment F was used, but not defined")]
    [InlineData("query A { shop { name } } fragment F on Shop { id }", "Fragment F was defined, but not used")]
    [InlineData("query A($id: Ident!) { order(id: $id) { id } }", "Ident isn't a defined input type (on $id)")]
    [InlineData(
        "query A($id: ID) { order(id: $id) { ...F } } fragment F on Order { id }",
        "Type mismatch on variable $id and argument id (ID / ID!)"
    )]
    [InlineData(
        "{ orders(first: 1, sortKey: SIZE) { nodes { id } } }",
        "Argument 'sortKey' on Field 'orders' has an invalid value. Expected type 'OrderSortKeys'."
    )]
    [InlineData("{ orders { nodes { id } } }", "you must provide one of first or last")]
    [InlineData("{ orders(first: 251) { nodes { id } } }", "first cannot exceed 250")]
    [InlineData("{ orders(first: 1, after: \"nonsense\") { nodes { id } } }", "Invalid cursor for current pagination sort.")]
    [InlineData("{ shop { name ", "syntax error, unexpected END (\"end of file\")")]
    public async Task A_wrong_query_is_told_what_is_wrong(string query, string message)
    {
        await using var bench = await SandboxBench.StartAsync();

        var answer = await AskAsync(bench, new { query, variables = new { id = "gid://shopify/Order/1" } });

        Assert.Equal(message, answer["errors"]![0]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_summary_counts_what_the_state_lists()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PostAsync("orders", new { count = 3 });
        await bench.PostAsync($"orders/{await bench.StoreOrderAsync()}/fulfil");

        var summary = (await bench.Http.GetFromJsonAsync<JsonObject>("control/summary"))!;

        Assert.Equal("""{"FULFILLED":1,"UNFULFILLED":3}""", summary["storeOrders"]!.ToJsonString());
        Assert.Equal(("{}", "[]"), (summary["purchaseOrders"]!.ToJsonString(), summary["doubledOutOrderIds"]!.ToJsonString()));
        Assert.Equal(0, summary["paidFen"]!.GetValue<long>());
    }

    [Fact]
    public async Task The_answer_has_exactly_what_was_asked_for()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await bench.StoreOrderAsync();
        const string query = """
            query One($id: ID!, $withNote: Boolean = false) {
              first: order(id: $id) { ...Head lineItems(first: 1) { nodes { sku } } note @include(if: $withNote) lineItems(first: 1) { nodes { quantity } } }
              missing: order(id: "gid://shopify/Order/9") { id }
            }
            fragment Head on Order { __typename name ... on Order { test } }
            """;

        var answer = await AskAsync(bench, new { query, variables = new { id = "gid://shopify/Order/" + id } });

        Assert.Equal(
            """{"first":{"__typename":"Order","name":"#1001","test":false,"lineItems":{"nodes":[{"sku":"TEE-BLK-M","quantity":2}]}},"missing":null}""",
            answer["data"]!.ToJsonString()
        );
        Assert.True(
            answer["extensions"]!["cost"]!["actualQueryCost"]!.GetValue<int>()
                <= answer["extensions"]!["cost"]!["requestedQueryCost"]!.GetValue<int>()
        );
    }

    [Fact]
    public async Task A_variable_of_the_wrong_shape_is_refused_with_its_place()
    {
        await using var bench = await SandboxBench.StartAsync();

        var answer = await AskAsync(
            bench,
            new
            {
                query = "mutation M($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { userErrors { message } } }",
                variables = new
                {
                    f = new
                    {
                        lineItemsByFulfillmentOrder = new object[]
                        {
                            new { fulfillmentOrderId = "x", fulfillmentOrderLineItems = new[] { new { id = "y" } } },
                        },
                        colour = "red",
                    },
                },
            }
        );

        var message = answer["errors"]![0]!["message"]!.GetValue<string>();
        Assert.Contains(
            "lineItemsByFulfillmentOrder.0.fulfillmentOrderLineItems.0.quantity (Expected value to not be null)",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("colour (Field is not defined on FulfillmentInput)", message, StringComparison.Ordinal);
        Assert.Equal("INVALID_VARIABLE", answer["errors"]![0]!["extensions"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Fulfilments_are_refused_in_the_recorded_words_and_in_the_recorded_order()
    {
        await using var bench = await SandboxBench.StartAsync();
        var (order, part, line) = await PartAsync(bench, await bench.StoreOrderAsync());
        var (_, otherPart, otherLine) = await PartAsync(bench, await bench.StoreOrderAsync());
        var (_, cancelledPart, _) = await PartAsync(bench, await bench.StoreOrderAsync(new { sku = "MUG-CER-BLU" }), cancel: true);
        var parts = await PartsAsync(
            bench,
            await bench.StoreOrderAsync(new { lines = new[] { new { sku = "MUG-CER-BLU" }, new { sku = "TEE-BLK-M" } }, locations = 2 })
        );

        Assert.Equal("Quantity must be greater than 0", await FulfilAsync(bench, (999999999, 1, 0)));
        Assert.Equal("Fulfillment order does not exist.", await FulfilAsync(bench, (999999999, 1, 1)));
        Assert.Equal("Fulfillment order line item does not exist.", await FulfilAsync(bench, (part, 1, 1)));
        Assert.Equal("Invalid fulfillment order line item quantity requested.", await FulfilAsync(bench, (part, line, 3)));
        Assert.StartsWith(
            "All fulfillment orders must belong to the same order. Multiple orders with ids [",
            await FulfilAsync(bench, (part, line, 1), (otherPart, otherLine, 1)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "All fulfillment orders must be assigned to a single location. Multiple locations with ids [70000000001, 70000000002] were found.",
            await FulfilAsync(bench, (parts[0].Id, parts[0].Line, 1), (parts[1].Id, parts[1].Line, 1))
        );
        Assert.Equal(
            $"Fulfillment order {cancelledPart} has an unfulfillable status= closed.",
            await FulfilAsync(bench, (cancelledPart, null, 0))
        );
        await bench.PostAsync($"orders/{order}/hold");
        Assert.Equal($"Fulfillment order {part} has an unfulfillable status= on_hold.", await FulfilAsync(bench, (part, null, 0)));
        await bench.PostAsync($"orders/{order}/release");
        Assert.Null(await FulfilAsync(bench, (part, null, 0)));
        Assert.Equal($"Fulfillment order {part} has an unfulfillable status= closed.", await FulfilAsync(bench, (part, null, 0)));
    }

    [Fact]
    public async Task A_cancelled_fulfilment_opens_a_new_fulfilment_order()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await bench.StoreOrderAsync();
        var (_, part, _) = await PartAsync(bench, id);
        await FulfilAsync(bench, (part, null, 0));
        var fulfilment = (await bench.StoreOrderStateAsync(id))["fulfillments"]![0]!["id"]!.GetValue<string>();

        await AskAsync(
            bench,
            new
            {
                query = $"mutation {{ fulfillmentCancel(id: \"gid://shopify/Fulfillment/{fulfilment}\") {{ userErrors {{ message }} }} }}",
            }
        );

        var parts = await PartsAsync(bench, id);
        Assert.Equal("UNFULFILLED", (await bench.StoreOrderStateAsync(id))["fulfillmentStatus"]!.GetValue<string>());
        Assert.Equal(2, parts.Count);
        Assert.NotEqual(part, parts[1].Id);
    }

    [Fact]
    public async Task Webhooks_are_subscribed_to_over_https_only()
    {
        await using var bench = await SandboxBench.StartAsync();
        async Task<string?> Subscribe(string uri)
        {
            var answer = await AskAsync(
                bench,
                new
                {
                    query = $"mutation {{ webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {{uri: \"{uri}\", format: JSON}}) {{ webhookSubscription {{ id topic uri }} userErrors {{ field message }} }} }}",
                }
            );
            return answer["data"]!["webhookSubscriptionCreate"]!["userErrors"]!.AsArray().FirstOrDefault()?["message"]!.GetValue<string>();
        }

        Assert.Equal("Address protocol http:// is not supported", await Subscribe("http://example.com/hook"));
        Assert.Equal("Address can't be blank", await Subscribe(string.Empty));
        Assert.Null(await Subscribe("https://example.com/hook"));
        Assert.Equal("Address for this topic has already been taken", await Subscribe("https://example.com/hook"));
        var listed = await AskAsync(
            bench,
            new { query = "{ webhookSubscriptions(first: 10) { nodes { topic uri apiVersion { handle } } } }" }
        );
        Assert.Equal(
            "ORDERS_CREATE",
            Assert.Single(listed["data"]!["webhookSubscriptions"]!["nodes"]!.AsArray())!["topic"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task Spending_the_bucket_is_throttled_and_refilled()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { throttleMaximum = 60, throttleRestoreRate = 1 });
        var request = new { query = "{ orders(first: 50) { nodes { lineItems(first: 10) { nodes { variant { id } } } } } }" };

        var codes = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var answer = await AskAsync(bench, request);
            codes.Add(answer["errors"]?[0]?["extensions"]!["code"]!.GetValue<string>());
        }

        Assert.Contains("THROTTLED", codes);
    }

    [Fact]
    public async Task A_search_term_that_is_not_known_is_ignored_with_a_warning()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.StoreOrderAsync();

        var answer = await AskAsync(
            bench,
            new
            {
                query = "{ orders(first: 5, query: \"colour:red (status:open OR status:closed) -tag:vip NOT name:1999\") { nodes { id } } }",
            }
        );

        Assert.Single(answer["data"]!["orders"]!["nodes"]!.AsArray());
        Assert.Equal("colour", answer["extensions"]!["search"]![0]!["warnings"]![0]!["field"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("shopify/nobody/admin/api/2026-07/graphql.json", HttpStatusCode.NotFound)]
    [InlineData("shopify/demo-store/admin/api/2026-07/graphql.json", HttpStatusCode.Unauthorized)]
    public async Task Nobody_gets_in_without_a_token(string path, HttpStatusCode status)
    {
        await using var bench = await SandboxBench.StartAsync();

        using var response = await bench.Http.PostAsJsonAsync(path, new { query = "{ shop { name } }" });

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Suppliers_ship_and_couriers_carry_by_the_sandbox_clock()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync(
            "settings",
            new
            {
                shipDelaySeconds = 600,
                pickupDelaySeconds = 600,
                transportDelaySeconds = 600,
                signDelaySeconds = 600,
            }
        );
        var id = await PaidPurchaseAsync(bench);
        await bench.PutAsync("clock", new { speed = 3000 });

        var state = await bench.UntilAsync(s =>
            s["purchaseOrders"]![0]!["logistics"]!.AsArray().FirstOrDefault()?["status"]!.GetValue<string>() == "SIGN"
        );

        Assert.Equal(id, state["purchaseOrders"]![0]!["id"]!.GetValue<string>());
        Assert.Equal("waitbuyerreceive", state["purchaseOrders"]![0]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_supplier_can_ship_what_no_courier_ever_collects()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { shipDelaySeconds = 1, autoPickup = false });
        await PaidPurchaseAsync(bench);
        await bench.UntilAsync(s => s["purchaseOrders"]![0]!["logistics"]!.AsArray().Count == 1);

        await bench.PutAsync("clock", new { speed = 1, advanceSeconds = 5 * 24 * 3600 });
        var state = await bench.UntilAsync(s => s["clock"]!["elapsedSeconds"]!.GetValue<double>() > 5 * 24 * 3600);

        Assert.Equal("WAITACCEPT", state["purchaseOrders"]![0]!["logistics"]![0]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_order_that_nobody_pays_closes_and_its_goods_come_back()
    {
        await using var bench = await SandboxBench.StartAsync();
        await PurchaseAsync(bench);
        var offers = await bench.Http.GetFromJsonAsync<JsonObject>("control/catalog");
        Assert.Equal(
            99999,
            offers!["offers"]!.AsArray().Single(o => o!["key"]!.GetValue<string>() == "620201390002")!["stock"]!.GetValue<int>()
        );

        await bench.PutAsync("clock", new { speed = 1, advanceSeconds = 6 * 24 * 3600 });
        await bench.UntilAsync(s => s["purchaseOrders"]![0]!["status"]!.GetValue<string>() == "cancel");

        offers = await bench.Http.GetFromJsonAsync<JsonObject>("control/catalog");
        Assert.Equal(
            100000,
            offers!["offers"]!.AsArray().Single(o => o!["key"]!.GetValue<string>() == "620201390002")!["stock"]!.GetValue<int>()
        );
    }

    [Fact]
    public async Task The_same_outer_number_makes_a_second_order_and_the_sandbox_tells_on_it()
    {
        await using var bench = await SandboxBench.StartAsync();
        await PurchaseAsync(bench);
        await PurchaseAsync(bench);

        var state = await bench.StateAsync();

        Assert.Equal(2, state["purchaseOrders"]!.AsArray().Count);
        Assert.Equal("PO-1", Assert.Single(state["doubledOutOrderIds"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task A_message_that_stays_undelivered_is_kept_and_a_webhook_can_come_twice()
    {
        await using var listener = await ScriptedServer.StartAsync(
            ScriptedReply.Json("{}"),
            ScriptedReply.Json("{}"),
            ScriptedReply.Json("no", 500),
            ScriptedReply.Json("no", 500),
            ScriptedReply.Json("no", 500)
        );
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("clock", new { speed = 2000 });
        await bench.PutAsync("settings", new { shopifyWebhookUrl = listener.Address.ToString() });
        await bench.FaultAsync("shopify", "webhook", "twice");
        await bench.StoreOrderAsync(new { sku = "MUG-CER-BLU", paid = false });
        await bench.UntilAsync(s => s["pendingWebhooks"]!.GetValue<int>() == 0);

        await bench.PutAsync("settings", new { pushUrl = listener.Address.ToString() });
        await PurchaseAsync(bench);
        await bench.UntilAsync(s => s["keptPushes"]!.GetValue<int>() == 1);

        Assert.Equal(listener.Calls[0].Headers["X-Shopify-Webhook-Id"], listener.Calls[1].Headers["X-Shopify-Webhook-Id"]);
    }

    [Fact]
    public async Task The_page_shows_what_happens_and_its_buttons_do_it()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.StoreOrderAsync();
        var purchase = await PurchaseAsync(bench);

        var page = await bench.Http.GetStringAsync(string.Empty);
        (await bench.Http.PostAsync($"do/1688/{purchase}/pay", null)).Dispose();
        (await bench.Http.PostAsync($"do/1688/{purchase}/ship", null)).Dispose();
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("shop", "demo-store"),
            KeyValuePair.Create("country", "GB"),
            KeyValuePair.Create("quantity", "3"),
        ]);
        (await bench.Http.PostAsync("do/order", form)).Dispose();

        Assert.Contains("#1001", page, StringComparison.Ordinal);
        Assert.Contains(purchase, page, StringComparison.Ordinal);
        var state = await bench.StateAsync();
        Assert.Equal("waitbuyerreceive", state["purchaseOrders"]![0]!["status"]!.GetValue<string>());
        Assert.Equal(2, state["storeOrders"]!.AsArray().Count);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed()
    {
        var folder = Directory.CreateTempSubdirectory("dropship-sandbox-");
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        try
        {
            string[] ids;
            await using (var first = await StartProcessAsync(url, folder.FullName))
            {
                using var http = new HttpClient { BaseAddress = new Uri(url) };
                var made = await Task.WhenAll(
                    Enumerable
                        .Range(0, 30)
                        .Select(async _ =>
                        {
                            using var response = await http.PostAsJsonAsync("control/orders", new { sku = "MUG-CER-BLU" });
                            return (await response.Content.ReadFromJsonAsync<JsonObject>())!["orders"]![0]!["id"]!.GetValue<string>();
                        })
                );
                ids = made;
                await http.PutAsJsonAsync("control/settings", new { shipDelaySeconds = 77 });
                await first.KillAsync(CancellationToken.None);
            }

            // A step that was being written when the process died was acknowledged to nobody.
            await File.AppendAllTextAsync(Path.Combine(folder.FullName, "world.ndjson"), "[{\"entity\":\"storeOrder\",\"id\":1,");
            await using var second = await StartProcessAsync(url, folder.FullName);
            using var again = new HttpClient { BaseAddress = new Uri(url) };
            var state = await again.GetFromJsonAsync<JsonObject>("control/state");
            var settings = await again.GetFromJsonAsync<JsonObject>("control/settings");

            Assert.Equal(ids.Order(), state!["storeOrders"]!.AsArray().Select(o => o!["id"]!.GetValue<string>()).Order());
            Assert.Equal(77, settings!["shipDelaySeconds"]!.GetValue<double>());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--urls")]
    [InlineData("--nonsense", "x")]
    public void A_wrong_command_line_is_told_so(params string[] arguments) =>
        Assert.ThrowsAny<Exception>(() => SandboxOptions.Parse(arguments));

    [Theory]
    [InlineData("faults", "{\"target\":\"shopify\",\"kind\":\"nonsense\"}")]
    [InlineData("faults", "{\"target\":\"nobody\",\"kind\":\"garbage\"}")]
    [InlineData("faults", "{\"target\":\"1688\",\"operation\":\"fastCreateOrder\",\"kind\":\"twice\"}")]
    [InlineData("orders", "{\"shop\":\"nobody\"}")]
    [InlineData("orders", "{\"country\":\"ZZ\"}")]
    public async Task A_wish_that_cannot_be_granted_is_refused(string path, string body)
    {
        await using var bench = await SandboxBench.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await bench.Http.PostAsync("control/" + path, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<ChildProcess> StartProcessAsync(string url, string folder)
    {
        var assembly = typeof(SandboxServer).Assembly.Location;
        var process = ChildProcess.Start("Sandbox", "dotnet", [assembly, "--urls", url, "--data", folder]);
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                (await http.GetAsync("control/settings", limit.Token)).EnsureSuccessStatusCode().Dispose();
                return process;
            }
            catch (HttpRequestException)
            {
                Assert.False(process.HasExited, process.Output);
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
    }

    private static async Task<JsonObject> AskAsync(SandboxBench bench, object request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "shopify/demo-store/admin/api/2026-07/graphql.json")
        {
            Content = JsonContent.Create(request),
        };
        message.Headers.Add("X-Shopify-Access-Token", "shpat_sandbox");
        using var response = await bench.Http.SendAsync(message);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<IReadOnlyList<(long Id, long Line)>> PartsAsync(SandboxBench bench, string orderId)
    {
        var answer = await AskAsync(
            bench,
            new
            {
                query = $"{{ order(id: \"gid://shopify/Order/{orderId}\") {{ fulfillmentOrders(first: 9) {{ nodes {{ id lineItems(first: 9) {{ nodes {{ id }} }} }} }} }} }}",
            }
        );
        return
        [
            .. answer["data"]!["order"]!["fulfillmentOrders"]!["nodes"]!
                .AsArray()
                .Select(n => (Number(n!["id"]!), Number(n["lineItems"]!["nodes"]![0]!["id"]!))),
        ];

        static long Number(JsonNode gid) =>
            long.Parse(gid.GetValue<string>().Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<(string Order, long Part, long Line)> PartAsync(SandboxBench bench, string orderId, bool cancel = false)
    {
        var part = (await PartsAsync(bench, orderId))[0];
        if (cancel)
        {
            await bench.PostAsync($"orders/{orderId}/cancel");
        }

        return (orderId, part.Id, part.Line);
    }

    private static async Task<string?> FulfilAsync(SandboxBench bench, params (long Part, long? Line, int Quantity)[] groups)
    {
        var answer = await AskAsync(
            bench,
            new
            {
                query = "mutation M($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id } userErrors { field message } } }",
                variables = new
                {
                    f = new
                    {
                        lineItemsByFulfillmentOrder = groups.Select(g => new
                        {
                            fulfillmentOrderId = $"gid://shopify/FulfillmentOrder/{g.Part}",
                            fulfillmentOrderLineItems = g.Line is null
                                ? null
                                : new[] { new { id = $"gid://shopify/FulfillmentOrderLineItem/{g.Line}", quantity = g.Quantity } },
                        }),
                        trackingInfo = new { company = "UPS", number = "1Z12345E0205271688" },
                    },
                },
            }
        );
        return answer["data"]!["fulfillmentCreate"]!["userErrors"]!.AsArray().FirstOrDefault()?["message"]!.GetValue<string>();
    }

    private static async Task<string> PurchaseAsync(SandboxBench bench)
    {
        var request = new Core.Ports.PurchaseRequest
        {
            Key = "PO-1",
            Lines = [new("620201390002", null, 1)],
            ShipTo = Bench.ChineseAddress,
        };
        return (await bench.Market.CreateAsync(bench.PurchasingAccount, request, CancellationToken.None)).Value.OrderIds[0];
    }

    private static async Task<string> PaidPurchaseAsync(SandboxBench bench)
    {
        var id = await PurchaseAsync(bench);
        await bench.PostAsync($"1688/orders/{id}/pay");
        return id;
    }
}
