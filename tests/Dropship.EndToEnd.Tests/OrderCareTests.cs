using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.EndToEnd.Tests.Support;
using Dropship.Tooling;
using static Dropship.EndToEnd.Tests.Support.Approver;

namespace Dropship.EndToEnd.Tests;

/// <summary>What becomes of orders that do not go straight through.</summary>
[Collection(nameof(RunningSystem))]
public sealed class OrderCareTests(RunningSystem fixture)
{
    private readonly LocalSystem _system = fixture.System;

    [Fact]
    public async Task An_unmapped_sku_waits_visibly_and_goes_on_by_itself_once_it_is_mapped()
    {
        var sku = $"NEW-{Guid.NewGuid():N}"[..12];
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = sku, ["country"] = "CN" }))[0];
        var held = await _system.WaitForOrderAsync(id, "waits", order => order["state"]!.GetValue<string>() == "Held");
        Assert.Equal("SKU_UNMAPPED", held["hold"]!["code"]!.GetValue<string>());
        await Wait.UntilAsync(
            "the alert is raised",
            async () =>
                (await _system.AppJsonAsync("api/alerts"))["alerts"]!.AsArray().Any(alert => alert!["detail"]!.GetValue<string>() == sku),
            TimeSpan.FromMinutes(1)
        );
        await Wait.UntilAsync(
            "the alert is mailed",
            async () => (await _system.MailsAsync()).Any(mail => mail!["text"]!.GetValue<string>().Contains(sku, StringComparison.Ordinal)),
            TimeSpan.FromMinutes(1)
        );

        var item = (await _system.ControlAsync(HttpMethod.Get, "catalog"))["products"]![0]!["parts"]![0]!;
        using var saved = await _system.AppAsync(
            HttpMethod.Put,
            "api/stores/demo-store/mappings",
            JsonContent.Create(
                new JsonObject
                {
                    ["sku"] = sku,
                    ["items"] = new JsonArray(
                        new JsonObject
                        {
                            ["supplierId"] = item["supplierId"]!.GetValue<string>(),
                            ["offerId"] = item["offerId"]!.GetValue<string>(),
                            ["specId"] = item["specId"]?.GetValue<string>(),
                        }
                    ),
                }
            )
        );
        saved.EnsureSuccessStatusCode();
        await _system.WaitForOrderAsync(id, "asks for approval", order => State(order) == "AwaitingApproval");
        await Wait.UntilAsync(
            "the alert is closed",
            async () =>
                !(await _system.AppJsonAsync("api/alerts"))["alerts"]!.AsArray().Any(alert => alert!["detail"]!.GetValue<string>() == sku),
            TimeSpan.FromMinutes(1)
        );
    }

    [Fact]
    public async Task An_order_cancelled_in_the_store_before_payment_ends_cancelled_on_both_sides()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
        var placed = await _system.WaitForOrderAsync(id, "asks for approval", order => State(order) == "AwaitingApproval");
        await _system.ControlAsync(HttpMethod.Post, $"orders/{id}/cancel", new JsonObject { ["reason"] = "CUSTOMER" });
        await _system.WaitForOrderAsync(id, "is cancelled", order => order["state"]!.GetValue<string>() == "Cancelled");

        var supplierOrder = placed["purchaseOrders"]![0]!["supplierOrders"]![0]!["orderId"]!.GetValue<string>();
        var books = await _system.ControlAsync(HttpMethod.Get, "state");
        var purchase = books["purchaseOrders"]!.AsArray().Single(order => order!["id"]!.GetValue<string>() == supplierOrder)!;
        Assert.Equal("cancel", purchase["status"]!.GetValue<string>());
        Assert.Equal(0, purchase["payments"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_malformed_order_waits_with_the_reason_and_the_others_flow_on()
    {
        var bad = (
            await _system.OrderAsync(
                new JsonObject
                {
                    ["sku"] = "MUG-CER-BLU",
                    ["country"] = "CN",
                    ["malformed"] = "currency",
                }
            )
        )[0];
        var good = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
        await _system.WaitForOrderAsync(good, "asks for approval", order => State(order) == "AwaitingApproval");
        var held = await _system.WaitForOrderAsync(bad, "waits", order => order["state"]!.GetValue<string>() == "Held");
        Assert.Equal("ORDER_MALFORMED", held["hold"]!["code"]!.GetValue<string>());
        Assert.NotEmpty(held["hold"]!["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bm90IHRoZSBzaWduYXR1cmUgb2YgdGhpcyBib2R5IGF0IGFsbCE=")]
    public async Task A_delivery_with_a_bad_signature_is_answered_401_and_nothing_is_stored(string? signature)
    {
        var id = "987654321";
        using var body = new StringContent(
            $$"""{"id":{{id}},"admin_graphql_api_id":"gid://shopify/Order/{{id}}"}""",
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await _system.AppAsync(
            HttpMethod.Post,
            "api/webhooks/stores/demo-store",
            body,
            request =>
            {
                request.Headers.Add("X-Shopify-Topic", "orders/create");
                request.Headers.Add("X-Shopify-Shop-Domain", "demo-store.myshopify.com");
                request.Headers.Add("X-Shopify-Event-Id", Guid.NewGuid().ToString());
                if (signature is not null)
                {
                    request.Headers.Add("X-Shopify-Hmac-Sha256", signature);
                }
            }
        );
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(await _system.ReadOrderAsync(id));
    }

    [Fact]
    public async Task The_histories_of_all_orders_are_checked_by_one_command()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
        await _system.WaitForOrderAsync(id, "asks for approval", order => State(order) == "AwaitingApproval");
        await using var verify = ChildProcess.Start(
            "verify",
            "dotnet",
            [LocalSystem.ProgramPath("local", "Dropship.Local"), "verify", "--data", _system.Folder]
        );
        await verify.Exited;
        Assert.True(verify.ExitCode == 0, verify.Output);
        Assert.Matches(@"Audit log verified: [1-9]\d* orders with [1-9]\d* rows, and \d+ rows of the payment stop\.", verify.Output);

        await using var refused = ChildProcess.Start(
            "verify",
            "dotnet",
            [LocalSystem.ProgramPath("local", "Dropship.Local"), "verify", "--app", _system.App.AbsoluteUri, "--key", "wrong"]
        );
        await refused.Exited;
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("401", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_store_asks_on_a_customers_behalf_is_told_to_a_person_or_obeyed_at_once()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
        var placed = await _system.WaitForOrderAsync(id, "asks for approval", order => State(order) == "AwaitingApproval");
        await _system.ControlAsync(
            HttpMethod.Post,
            "shops/demo-store/privacy",
            new JsonObject { ["topic"] = "customers/data_request", ["orderId"] = id }
        );
        await Wait.UntilAsync(
            "a person is mailed",
            async () =>
                (await _system.MailsAsync()).Any(mail =>
                    mail!["text"]!.GetValue<string>().Contains($"Orders: {id}", StringComparison.Ordinal)
                ),
            TimeSpan.FromMinutes(1)
        );
        Assert.Null((await _system.ReadOrderAsync(id))!["order"]!["personalDataErasedAt"]);

        await _system.ControlAsync(
            HttpMethod.Post,
            "shops/demo-store/privacy",
            new JsonObject { ["topic"] = "customers/redact", ["orderId"] = id }
        );
        var erased = await _system.WaitForOrderAsync(id, "is erased", order => order["personalDataErasedAt"] is not null);
        Assert.Equal(Bought(placed), Bought(erased));
        Assert.Null((await _system.AppJsonAsync($"api/orders/demo-store/{id}/verify"))["break"]);
    }

    [Fact]
    public async Task While_money_is_stopped_nothing_is_bought_and_it_goes_on_by_itself_afterwards()
    {
        const string Why = "the supplier's prices look wrong";
        (await MoveAsync("stop", Why)).Dispose();
        string id;
        try
        {
            id = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
            await _system.WaitForOrderAsync(id, "waits to be placed", order => State(order) == "Planned");
            await Wait.UntilAsync(
                "the stop is mailed",
                async () =>
                    (await _system.MailsAsync()).Any(mail => mail!["text"]!.GetValue<string>().Contains(Why, StringComparison.Ordinal)),
                TimeSpan.FromMinutes(1)
            );
            Assert.Equal("Planned", State((await _system.ReadOrderAsync(id))!["order"]!));
        }
        finally
        {
            (await MoveAsync("release", "they are right")).Dispose();
        }

        await _system.WaitForOrderAsync(id, "asks for approval", order => State(order) == "AwaitingApproval");
        var history = (await _system.AppJsonAsync("api/money/stop"))["history"]!.AsArray();
        Assert.Equal(["money-stopped", "money-released"], history.Select(told => told!["what"]!.GetValue<string>()));
        Assert.All(history, told => Assert.Equal("person:Ann", told!["actor"]!.GetValue<string>()));

        async Task<HttpResponseMessage> MoveAsync(string move, string why) =>
            (
                await _system.AppAsync(
                    HttpMethod.Post,
                    $"api/money/{move}",
                    JsonContent.Create(new JsonObject { ["who"] = "Ann", ["why"] = why })
                )
            ).EnsureSuccessStatusCode();
    }

    [Fact]
    [Trait("Host", "Local")]
    public async Task Without_a_key_the_apps_own_interface_stays_shut()
    {
        using var http = new HttpClient();
        foreach (
            var path in (string[])
                [
                    "api/orders",
                    "api/accounts",
                    "api/alerts",
                    "api/orders/demo-store/1",
                    "api/orders/demo-store/1/verify",
                    "api/failed-messages",
                    "api/reconciliations",
                    "api/money/stop",
                    "api/money/stop/verify",
                ]
        )
        {
            using var answer = await http.GetAsync(new Uri(_system.App, path));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    [Trait("Host", "Local")]
    public async Task The_list_of_orders_opens_by_its_signed_link_and_by_nothing_else()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
        await _system.WaitForOrderAsync(id, "is known", _ => true);
        using var stranger = new HttpClient();
        using var shut = await stranger.PostAsync(new Uri(_system.App, "api/order-list"), content: null);
        Assert.Equal(HttpStatusCode.Unauthorized, shut.StatusCode);

        using var issued = (await _system.AppAsync(HttpMethod.Post, "api/order-list")).EnsureSuccessStatusCode();
        var links = (await issued.Content.ReadFromJsonAsync<JsonNode>())!["links"]!
            .AsArray()
            .ToDictionary(link => link!["who"]!.GetValue<string>(), link => link!["address"]!.GetValue<string>());
        Assert.Equal(["li", "you"], links.Keys.Order(StringComparer.Ordinal));
        Assert.All(links.Values, link => Assert.DoesNotContain('?', link));

        Assert.Contains("<html lang=\"en\">", await stranger.GetStringAsync(new Uri(links["you"])), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"zh-CN\">", await stranger.GetStringAsync(new Uri(links["li"])), StringComparison.Ordinal);
        using var wrong = await stranger.GetAsync(new Uri(links["you"].Replace(".you.", ".li.", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        Assert.DoesNotContain(id, await stranger.GetStringAsync(new Uri(_system.App, "api/order-list")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_input_is_answered_with_all_that_is_wrong_at_once()
    {
        using var answer = await _system.AppAsync(
            HttpMethod.Put,
            "api/stores/demo-store/mappings",
            JsonContent.Create(
                new JsonObject
                {
                    ["sku"] = "ANY",
                    ["items"] = new JsonArray(
                        new JsonObject
                        {
                            ["supplierId"] = "",
                            ["offerId"] = "abc",
                            ["quantity"] = 0,
                        }
                    ),
                }
            )
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problems = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["problems"]!
            .AsArray()
            .Select(problem => problem!.GetValue<string>())
            .ToList();
        Assert.Equal(3, problems.Count);
        Assert.All(
            (string[])["items[0].offerId", "items[0].supplierId", "items[0].quantity"],
            name => Assert.Contains(problems, problem => problem.StartsWith(name, StringComparison.Ordinal))
        );
    }

    private static (string, string) Bought(JsonNode order) => (Key(order), SupplierOrder(order));
}
