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
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Dropship.Functions.Tests.Http;

/// <summary>What callers give and get: every mistake is named by its field, and those of one input come together.</summary>
public sealed class JsonTests
{
    [Theory]
    [InlineData("""{"displayName": 5}""", "displayName: must be a text in quotes.")]
    [InlineData("""{"forwarderId": 5}""", "forwarderId: must be a text in quotes.")]
    [InlineData("""{"placingMode": "Sometimes"}""", "placingMode: must be one of Automatic, Manual.")]
    [InlineData("""{"placingMode": 7}""", "placingMode: must be one of Automatic, Manual.")]
    [InlineData("""{"takeOrdersSince": "yesterday"}""", "takeOrdersSince: must be a time such as 2026-03-01T00:00:00Z.")]
    [InlineData("""{"displayName": null}""", "displayName: must not be null.")]
    [InlineData("""{"displayNme": "typo"}""", "displayNme: is not known here; the fields are platform, displayName, ")]
    [InlineData("""{"displayName": "a", "DisplayName": "b"}""", "displayName: stands there twice.")]
    [InlineData("""{"feePercent": "2.9"}""", "feePercent: must be a number.")]
    [InlineData("""{"notifyCustomer": 1}""", "notifyCustomer: must be true or false.")]
    [InlineData("""{"locations": "a"}""", "locations: must be a list.")]
    [InlineData("""{"locations": ["a", 1]}""", "locations[1]: must be a text in quotes.")]
    [InlineData("""{"displayName": "a\u0000b"}""", "displayName: must hold no control characters.")]
    [InlineData("""{"displayName": "\ud800"}""", "displayName: is no valid text: it holds half a character.")]
    [InlineData(
        """{"endpoint": "https://….myshopify.com"}""",
        "endpoint: still holds the placeholder of the documentation; give your own value."
    )]
    [InlineData(
        """{"credentials": {"clientSecret": "..."}}""",
        "credentials.clientSecret: still holds the placeholder of the documentation; give your own value."
    )]
    [InlineData("""{"displayName": """, "body: is no valid JSON, from line 1, byte 17 on; is a quote, comma or bracket missing?")]
    [InlineData("""["displayName"]""", "body: must be a JSON object.")]
    [InlineData("null", "body: must be a JSON object.")]
    [InlineData("", "body: is no valid JSON, from line 1, byte 1 on; is a quote, comma or bracket missing?")]
    [InlineData("shop", "body: is no valid JSON, from line 1, byte 1 on; is a quote, comma or bracket missing?")]
    public void A_body_that_cannot_be_read_is_answered_by_its_field_in_the_words_of_the_api(string body, string says)
    {
        var (value, problems) = Json.Read<StoreAccountInput>(Bytes(body));

        Assert.Null(value);
        Assert.StartsWith(says, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void All_fields_that_cannot_be_read_are_told_at_once()
    {
        var (_, problems) = Json.Read<StoreAccountInput>(Bytes("""{"displayName":5,"placingMode":true,"locations":[null],"other":1}"""));

        Assert.Equal(["displayName", "placingMode", "locations[0]", "other"], problems.Select(problem => problem.Split(':')[0]));
    }

    [Fact]
    public void A_text_that_is_too_long_and_bytes_that_are_no_text_are_told()
    {
        Assert.Equal(
            "displayName: must have at most 4000 characters.",
            Assert.Single(Json.Read<StoreAccountInput>(Bytes($$"""{"displayName":"{{new string('x', 4001)}}"}""")).Problems)
        );
        Assert.Equal(
            "body: must be text in UTF-8.",
            Assert.Single(Json.Read<StoreAccountInput>(new byte[] { (byte)'{', 0xFF, (byte)'}' }).Problems)
        );
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_answered_by_413()
    {
        var answer = await Json.TakeAsync<PersonInput>(
            Request(new string(' ', Json.MaximumBytes + 1)),
            input => input.Check(),
            _ => throw new InvalidOperationException("It is not read."),
            CancellationToken.None
        );

        Assert.Equal(StatusCodes.Status413PayloadTooLarge, Assert.IsType<JsonResult>(answer).StatusCode);
    }

    [Fact]
    public async Task A_call_without_a_body_refuses_one()
    {
        Assert.Null(await Json.RefuseBodyAsync(Request(" \n"), CancellationToken.None));
        Assert.Null(await Json.RefuseBodyAsync(Request("{}"), CancellationToken.None));
        Assert.Equal(
            StatusCodes.Status400BadRequest,
            Assert.IsType<JsonResult>(await Json.RefuseBodyAsync(Request("{broken"), CancellationToken.None)).StatusCode
        );
    }

    [Fact]
    public void A_body_is_read_in_camel_case_with_words_for_states()
    {
        var (value, problems) = Json.Read<StoreAccountInput>(
            Bytes("""{"platform":"shopify","displayName":"店","placingMode":"Manual","forwarderId":"cang","credentials":{"token":"t"}}""")
        );

        Assert.Empty(problems);
        Assert.Equal(
            ("shopify", "店", PlacingMode.Manual, "cang", "t"),
            (
                value!.Platform,
                value.DisplayName,
                value.PlacingMode,
                value.ForwarderId,
                value.Credentials!.Value.GetProperty("token").GetString()
            )
        );
    }

    [Fact]
    public void Answers_are_in_camel_case_without_nulls_with_words_and_keys()
    {
        var purchase = Facts.Record().PurchaseOrders[0];
        var result = Assert.IsType<JsonResult>(
            Json.Ok(
                new
                {
                    purchase.Key,
                    purchase.State,
                    purchase.CancelReason,
                }
            )
        );

        Assert.Equal(
            $$"""{"key":"{{purchase.Key.Value}}","state":"AwaitingApproval"}""",
            JsonSerializer.Serialize(result.Value, (JsonSerializerOptions)result.SerializerSettings!)
        );
        Assert.Null(result.StatusCode);
    }

    [Fact]
    public void Problems_come_as_one_list_in_their_own_script()
    {
        var result = Assert.IsType<JsonResult>(Problems.Bad(["a: wrong.", "b: '店' is wrong."]));

        Assert.Equal((StatusCodes.Status400BadRequest, "application/problem+json"), (result.StatusCode, result.ContentType));
        Assert.Equal(
            """{"title":"The input has mistakes.","status":400,"detail":"a: wrong. b: '店' is wrong.","problems":["a: wrong.","b: '店' is wrong."]}""",
            JsonSerializer.Serialize(result.Value, (JsonSerializerOptions)result.SerializerSettings!)
        );
    }

    [Fact]
    public void All_that_is_wrong_with_a_store_account_is_told_at_once()
    {
        var (input, _) = Json.Read<StoreAccountInput>(
            Bytes(
                """{"takeOrdersSince":"2099-01-01T00:00:00Z","forwarderId":"No Id","secondApproverId":"zoe","endpoint":"http://shop.example","currency":"XXX","feePercent":100}"""
            )
        );

        var problems = input!.Check("Bad Id", ["shopify", "amazon"], [Facts.Ann], Facts.Begin);

        Assert.Equal(
            [
                "accountId",
                "platform",
                "displayName",
                "endpoint",
                "takeOrdersSince",
                "currency",
                "purchasingAccountId",
                "feePercent",
                "secondApproverId",
                "forwarderId",
            ],
            problems.Select(problem => problem.Split(':')[0])
        );
        Assert.Contains("one of amazon, shopify", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_with_a_forwarder_is_told_at_once()
    {
        Assert.Equal(
            ["warehouse.fullName: is missing."],
            Json.Read<ForwarderAccountInput>(Bytes("""{"warehouse": {"country": "CN", "line1": "x"}}""")).Problems
        );
        var (input, _) = Json.Read<ForwarderAccountInput>(
            Bytes(
                """{"kind":"http","memberCode":"a\nb","warehouse":{"fullName":"","country":"DE","line1":""},"readers":[{"email":"nobody","language":"Chinese"}]}"""
            )
        );

        var problems = input!.Check("Bad Id", ["http", "manual"]);

        Assert.Equal(
            [
                "accountId",
                "displayName",
                "endpoint",
                "memberCode",
                "warehouse.fullName",
                "warehouse.city",
                "warehouse.line1",
                "warehouse.phone",
                "warehouse.postCode",
                "warehouse.country",
                "readers",
            ],
            problems.Select(problem => problem.Split(':')[0])
        );
        Assert.Contains(
            "one of http, manual",
            (input with { Kind = "fax" }).Check("good", ["http", "manual"])[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_good_store_account_has_no_problem()
    {
        var input = new StoreAccountInput
        {
            Platform = "shopify",
            DisplayName = "Shop",
            Endpoint = "https://shop.example",
            Currency = " usd",
            PurchasingAccountId = "purchasing-one",
            FeePercent = 2.9m,
        };

        Assert.Empty(input.Check("shop-one", ["shopify"], [Facts.Ann], Facts.Begin));
        Assert.Equal(2.9m, input.ToAccount("shop-one").FeePercent);
        Assert.Equal(
            ("shop-one", "USD", StoreAccountState.Active),
            (input.ToAccount("shop-one").Id, input.ToAccount("shop-one").Currency, input.ToAccount("shop-one").State)
        );
        Assert.Empty((input with { Endpoint = "http://127.0.0.1:7080" }).Check("shop-one", ["shopify"], [Facts.Ann], Facts.Begin));
    }

    [Fact]
    public void All_that_is_wrong_with_a_customer_account_is_told_at_once()
    {
        var input = new PurchasingAccountInput
        {
            Endpoint = "gw",
            Flow = " ",
            CallsPerSecond = double.NaN,
            Remark = new string('x', 501),
        };

        Assert.Equal(
            ["accountId", "displayName", "endpoint", "appKey", "flow", "callsPerSecond", "remark"],
            input.Check("x").Select(problem => problem.Split(':')[0])
        );
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
            input.ToAccount("purchasing-one")
        );
    }

    [Theory]
    [InlineData("""{}""", "items")]
    [InlineData("""{"items":[]}""", "items")]
    [InlineData(
        """{"items":[{"offerId":"x","supplierId":" ","quantity":0},{"offerId":"610000000001","supplierId":"b2b","quantity":10001,"maximumUnitPrice":0.005}]}""",
        "items[0].offerId",
        "items[0].supplierId",
        "items[0].quantity",
        "items[1].quantity",
        "items[1].maximumUnitPrice"
    )]
    public void All_that_is_wrong_with_a_mapping_is_told_at_once(string body, params string[] fields)
    {
        var (input, unread) = Json.Read<SkuMappingInput>(Bytes(body));
        Assert.Empty(unread);

        var problems = SkuMappingRules.Check((input! with { Sku = "SKU" }).ToMapping("shop-one"));

        Assert.Equal(fields, problems.Select(text => text.Split(':')[0]));
    }

    [Theory]
    [InlineData("items[0].imageUrl", """{"items":[{"offerId":"1","supplierId":"b","imageUrl":"javascript:alert(1)"}]}""")]
    [InlineData("items[0].imageUrl", """{"items":[{"offerId":"1","supplierId":"b","imageUrl":"https://a.example/\u202e.png"}]}""")]
    [InlineData("items[0].title", """{"items":[{"offerId":"1","supplierId":"b","title":"a\u202eb"}]}""")]
    [InlineData("items[0].supplierId", """{"items":[{"offerId":"1","supplierId":"b\nc"}]}""")]
    public void Addresses_and_texts_that_deceive_are_refused(string field, string body) =>
        Assert.StartsWith(
            $"{field}: ",
            Assert.Single(
                SkuMappingRules.Check((Json.Read<SkuMappingInput>(Bytes(body)).Value! with { Sku = "SKU" }).ToMapping("shop-one"))
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("A\nB")]
    [InlineData("A\u202eB")]
    [InlineData("A\u200bB")]
    [InlineData("")]
    public void A_sku_that_people_cannot_see_whole_is_refused(string sku) =>
        Assert.StartsWith(
            "sku: ",
            Assert.Single(SkuMappingRules.Check(new SkuMappingInput(sku, IsSellerFulfilled: true).ToMapping("shop-one"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_sku_of_600_characters_is_refused() =>
        Assert.StartsWith(
            "sku: ",
            Assert.Single(SkuMappingRules.Check(new SkuMappingInput(new string('x', 600), IsSellerFulfilled: true).ToMapping("shop-one"))),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("""{"items":[{"offerId":null,"supplierId":"b2b"}]}""", "items[0].offerId: must not be null.")]
    [InlineData("""{"items":[{"supplierId":"b2b"}]}""", "items[0].offerId: is missing.")]
    [InlineData("""{"items":[null]}""", "items[0]: must not be null.")]
    [InlineData("""{"items":"610000000001"}""", "items: must be a list.")]
    public void A_mapping_that_cannot_be_read_is_answered_by_its_field(string body, string says) =>
        Assert.Equal(says, Assert.Single(Json.Read<SkuMappingInput>(Bytes(body)).Problems));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"who":" "}""")]
    [InlineData("""{"who":"a\nb"}""")]
    public void A_person_who_does_something_by_hand_is_named(string body)
    {
        var (input, problems) = Json.Read<PersonInput>(Bytes(body));

        Assert.Empty(problems);
        Assert.StartsWith("who: ", Assert.Single(input!.Check()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_that_is_null_is_told() =>
        Assert.Equal("why: must not be null.", Assert.Single(Json.Read<PersonInput>(Bytes("""{"who":"ann","why":null}""")).Problems));

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
    [InlineData(WebhookAnswer.TryAgain, 424)]
    public void Deliveries_are_answered_by_a_status(WebhookAnswer answer, int status) =>
        Assert.Equal(status, Assert.IsAssignableFrom<IStatusCodeActionResult>(RequestBodies.Answer(answer)).StatusCode);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static HttpRequest Request(string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return context.Request;
    }
}
