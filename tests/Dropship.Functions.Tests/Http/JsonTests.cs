using System.Text;
using System.Text.Json;
using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Operations;
using Dropship.Functions.Planning;
using Dropship.Functions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Tests.Http;

/// <summary>What callers give and get: every mistake is named by its field, and those of one input come together.</summary>
public sealed class JsonTests
{
    [Theory]
    [InlineData("""{"displayName": 5}""", "body.displayName: ")]
    [InlineData("""{"forwarder": {"fullName": 5}}""", "body.forwarder.fullName: ")]
    [InlineData("""{"placingMode": "Sometimes"}""", "body.placingMode: ")]
    [InlineData("""{"takeOrdersSince": "yesterday"}""", "body.takeOrdersSince: ")]
    [InlineData("""{"displayName": null}""", "body.displayName: ")]
    [InlineData("""{"forwarder": {"fullName": null, "country": "CN", "line1": "x"}}""", "body.forwarder.fullName: ")]
    [InlineData("""{"forwarder": {"country": "CN", "line1": "x"}}""", "fullName")]
    [InlineData("""{"displayNme": "typo"}""", "displayNme")]
    [InlineData("""{"displayName": """, "body")]
    [InlineData("""["displayName"]""", "body: ")]
    [InlineData("null", "body: must be a JSON object.")]
    [InlineData("", "body: ")]
    [InlineData("shop", "body: ")]
    public async Task A_body_that_cannot_be_read_is_answered_by_its_field(string body, string says)
    {
        var (value, problem) = await Json.ReadAsync<StoreAccountInput>(Request(body), CancellationToken.None);

        Assert.Null(value);
        Assert.StartsWith("body", problem, StringComparison.Ordinal);
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_read_in_camel_case_with_words_for_states()
    {
        var (value, problem) = await Json.ReadAsync<StoreAccountInput>(
            Request("""{"platform":"shopify","displayName":"店","placingMode":"Manual","forwarder":{"fullName":"仓","country":"CN","line1":"路1号"},"credentials":{"token":"t"}}"""),
            CancellationToken.None);

        Assert.Null(problem);
        Assert.Equal(("shopify", "店", PlacingMode.Manual, "仓", "t"), (value!.Platform, value.DisplayName, value.PlacingMode, value.Forwarder!.FullName, value.Credentials!.Value.GetProperty("token").GetString()));
    }

    [Fact]
    public void Answers_are_in_camel_case_without_nulls_with_words_and_keys()
    {
        var purchase = Facts.Record().PurchaseOrders[0];
        var result = Assert.IsType<JsonResult>(Json.Ok(new { purchase.Key, purchase.State, purchase.CancelReason }));

        Assert.Equal($$"""{"key":"{{purchase.Key.Value}}","state":"AwaitingApproval"}""", JsonSerializer.Serialize(result.Value, (JsonSerializerOptions)result.SerializerSettings!));
        Assert.Null(result.StatusCode);
    }

    [Fact]
    public void Problems_come_as_one_list()
    {
        var result = Assert.IsType<JsonResult>(Json.Bad(["a: wrong.", "b: wrong."]));

        Assert.Equal(StatusCodes.Status400BadRequest, result.StatusCode);
        Assert.Equal("""{"problems":["a: wrong.","b: wrong."]}""", JsonSerializer.Serialize(result.Value, (JsonSerializerOptions)result.SerializerSettings!));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_store_account_is_told_at_once()
    {
        var (input, _) = await Json.ReadAsync<StoreAccountInput>(Request("""{"forwarder":{"fullName":"","country":"DE","line1":""},"endpoint":"http://shop.example","currency":"XXX","feePercent":100}"""), CancellationToken.None);

        var problems = input!.Check("Bad Id", ["shopify", "amazon"]);

        Assert.Equal(
            ["accountId", "platform", "displayName", "endpoint", "currency", "purchasingAccountId", "feePercent", "forwarder.fullName", "forwarder.city", "forwarder.line1", "forwarder.phone", "forwarder.postCode", "forwarder.country"],
            problems.Select(problem => problem.Split(':')[0]));
        Assert.Contains("one of amazon, shopify", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_store_account_has_no_problem()
    {
        var input = new StoreAccountInput { Platform = "shopify", DisplayName = "Shop", Endpoint = "https://shop.example", Currency = " usd", PurchasingAccountId = "purchasing-one", FeePercent = 2.9m };

        Assert.Empty(input.Check("shop-one", ["shopify"]));
        Assert.Equal(2.9m, input.ToAccount("shop-one").FeePercent);
        Assert.Equal(("shop-one", "USD", StoreAccountState.Active), (input.ToAccount("shop-one").Id, input.ToAccount("shop-one").Currency, input.ToAccount("shop-one").State));
        Assert.Empty((input with { Endpoint = "http://127.0.0.1:7080" }).Check("shop-one", ["shopify"]));
    }

    [Fact]
    public void All_that_is_wrong_with_a_customer_account_is_told_at_once()
    {
        var input = new PurchasingAccountInput { Endpoint = "gw", Flow = " ", CallsPerSecond = double.NaN, Remark = new string('x', 501) };

        Assert.Equal(["accountId", "displayName", "endpoint", "appKey", "flow", "callsPerSecond", "remark"], input.Check("x").Select(problem => problem.Split(':')[0]));
    }

    [Fact]
    public void A_good_customer_account_has_no_problem_and_keeps_all_it_was_given()
    {
        var input = new PurchasingAccountInput
        {
            DisplayName = "Buyer",
            AppKey = "1000000",
            MemberId = "b2b-1",
            OrderCreationApi = OrderCreationApi.CrossBorder,
            Flow = "fenxiao",
            TradeType = "fxassure",
            PaymentMode = PaymentMode.Agreement,
            Remark = "no slip",
            CallsPerSecond = 3,
        };

        Assert.Empty(input.Check("purchasing-one"));
        Assert.Equal(
            new PurchasingAccount
            {
                Id = "purchasing-one",
                DisplayName = "Buyer",
                Endpoint = new Uri("https://gw.open.1688.com"),
                AppKey = "1000000",
                MemberId = "b2b-1",
                OrderCreationApi = OrderCreationApi.CrossBorder,
                Flow = "fenxiao",
                TradeType = "fxassure",
                PaymentMode = PaymentMode.Agreement,
                Remark = "no slip",
                CallsPerSecond = 3,
            },
            input.ToAccount("purchasing-one"));
    }

    [Theory]
    [InlineData("""{}""", "items")]
    [InlineData("""{"items":[]}""", "items")]
    [InlineData("""{"items":[null]}""", "items[0]")]
    [InlineData("""{"items":[{"offerId":"x","supplierId":" ","quantity":0},{"offerId":"610000000001","supplierId":"b2b","quantity":10001,"maximumUnitPrice":0.005}]}""", "items[0].offerId", "items[0].supplierId", "items[0].quantity", "items[1].quantity", "items[1].maximumUnitPrice")]
    public async Task All_that_is_wrong_with_a_mapping_is_told_at_once(string body, params string[] fields)
    {
        var (input, problem) = await Json.ReadAsync<SkuMappingInput>(Request(body), CancellationToken.None);
        Assert.Null(problem);

        var problems = SkuMappingRules.Check(input!.ToMapping("shop-one", "SKU"));

        Assert.Equal(fields, problems.Select(text => text.Split(':')[0]));
    }

    [Theory]
    [InlineData("""{"items":[{"offerId":null,"supplierId":"b2b"}]}""", "body.items[0].offerId: ")]
    [InlineData("""{"items":[{"supplierId":"b2b"}]}""", "offerId")]
    [InlineData("""{"items":"610000000001"}""", "body.items: ")]
    public async Task A_mapping_that_cannot_be_read_is_answered_by_its_field(string body, string says)
    {
        var (_, problem) = await Json.ReadAsync<SkuMappingInput>(Request(body), CancellationToken.None);

        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"who":" "}""")]
    public async Task A_person_who_does_something_by_hand_is_named(string body)
    {
        var (input, problem) = await Json.ReadAsync<PersonInput>(Request(body), CancellationToken.None);

        Assert.Null(problem);
        Assert.StartsWith("who: ", Assert.Single(input!.Check()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_that_is_null_is_told()
    {
        var (_, problem) = await Json.ReadAsync<PersonInput>(Request("""{"who":"ann","why":null}"""), CancellationToken.None);

        Assert.StartsWith("body.why: ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(10, 11, false)]
    [InlineData(100_000, 100_000, true)]
    [InlineData(100_000, 100_001, false)]
    public async Task A_raw_body_is_read_up_to_its_limit(int limit, int length, bool isRead)
    {
        var bytes = Enumerable.Range(0, length).Select(index => (byte)index).ToArray();
        var declared = new DefaultHttpContext { Request = { Body = new MemoryStream(bytes), ContentLength = length } };
        var chunked = new DefaultHttpContext { Request = { Body = new MemoryStream(bytes) } };

        foreach (var context in (HttpContext[])[declared, chunked])
        {
            var body = await RequestBodies.ReadAsync(context.Request, limit, CancellationToken.None);
            Assert.Equal(isRead, body is not null);
            Assert.Equal(isRead ? bytes : [], body is { } read ? read.ToArray() : []);
        }
    }

    [Theory]
    [InlineData(WebhookAnswer.Taken, 200)]
    [InlineData(WebhookAnswer.Refused, 401)]
    [InlineData(WebhookAnswer.Unreadable, 400)]
    public void Deliveries_are_answered_by_a_status(WebhookAnswer answer, int status) => Assert.Equal(status, Assert.IsAssignableFrom<StatusCodeResult>(RequestBodies.Answer(answer)).StatusCode);

    private static HttpRequest Request(string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return context.Request;
    }
}
