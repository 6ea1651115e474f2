using System.Text;
using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using NSubstitute;

namespace Dropship.Functions.Tests.Http;

/// <summary>Each call that cannot be followed says why and what is possible, in one shape.</summary>
public sealed class ApiAnswerTests : IAsyncDisposable
{
    private const string Mapping = """{"sku":"TEE/BLACK/S","items":[{"supplierId":"b2b-1","offerId":"610000000001","quantity":1}]""";

    private readonly ApiBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(
        "ConfirmPurchaseOrder",
        PurchaseOrderState.AwaitingApproval,
        "Only a purchase order that waits for confirmation can be confirmed. The state of the purchase order is \"Waiting for approval\". It can be cancelled."
    )]
    [InlineData(
        "ConfirmPurchaseOrder",
        PurchaseOrderState.Cancelled,
        "Only a purchase order that waits for confirmation can be confirmed. The state of the purchase order is \"Cancelled\". It is at its end, and nothing more can be done with it."
    )]
    [InlineData(
        "CancelPurchaseOrder",
        PurchaseOrderState.Completed,
        "It cannot be cancelled. The state of the purchase order is \"Completed\". It is at its end, and nothing more can be done with it."
    )]
    public async Task A_purchase_order_in_the_wrong_state_is_answered_by_409_with_its_state_and_what_is_possible(
        string call,
        PurchaseOrderState state,
        string says
    )
    {
        _bench.Orders.Held = Facts.Record(state: state);

        var (status, answer) = await CallAsync(call, """{"who":"Ann"}""", string.Empty, _bench.Orders.Held.PurchaseOrders[0].Key.Value);

        Assert.Equal((409, says), (status, answer.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_release_with_nothing_to_release_is_answered_by_409()
    {
        var (status, answer) = await CallAsync("ReleaseOrder", """{"who":"Ann"}""", string.Empty, Facts.Account.Id, "#1001");

        Assert.Equal(
            (
                409,
                "Nothing of the order waits for a release. The state of the order is \"Being purchased\"; its purchase orders are \"Waiting for approval\"."
            ),
            (status, answer.GetProperty("detail").GetString())
        );
    }

    [Theory]
    [InlineData("ListOrders", "?state=Bogus", "state: must be one of ")]
    [InlineData("ListOrders", "?all=1", "all: must be true or false.")]
    [InlineData("ListOrders", "?take=0", "take: is no query value of this call; it takes state, all, since, atRisk, ignored, find.")]
    [InlineData("ListOrders", "?all=true&atRisk=true", "atRisk: goes without all and since.")]
    [InlineData("ListOrders", "?since=0001-01-01", "since: must be within the last 400 days.")]
    [InlineData("ListOrders", "?all=true&all=false", "all: stands there 2 times; give it once.")]
    [InlineData("ListFailedMessages", "?all=yes", "all: must be true or false.")]
    [InlineData("DeleteSkuMapping", "", "sku: must name the SKU whose mapping is deleted.")]
    public async Task A_query_value_that_is_not_known_is_answered_by_400(string call, string query, string says)
    {
        var (status, answer) = await CallAsync(call, string.Empty, query, Facts.Account.Id);

        Assert.Equal(400, status);
        Assert.StartsWith(says, answer.GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ListSkuMappings", "nobody")]
    [InlineData("VerifyStoreAccount", "nobody")]
    [InlineData("VerifyPurchasingAccount", "no|body")]
    [InlineData("ReadOrder", "shop-one", "9999")]
    [InlineData("ConfirmPurchaseOrder", "nonsense")]
    [InlineData("DeleteStoreAccount", "nobody")]
    public async Task What_does_not_exist_is_answered_by_404_that_names_it(string call, params string[] route)
    {
        var (status, answer) = await CallAsync(
            call,
            call.StartsWith("Confirm", StringComparison.Ordinal) ? """{"who":"Ann"}""" : string.Empty,
            string.Empty,
            route
        );

        Assert.Equal(404, status);
        Assert.Contains($"'{route[^1]}'", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_json_where_no_body_belongs_is_answered_by_400() =>
        Assert.Equal(400, (await CallAsync("StartReconciliation", "{broken", string.Empty)).Status);

    [Fact]
    public async Task A_mapping_is_saved_with_any_sku_once_1688_has_its_offer()
    {
        Offer(
            CallResult.Success(
                new SupplierOffer
                {
                    OfferId = "610000000001",
                    Title = "T-shirt",
                    IsForSale = true,
                    SupplierName = "Mill",
                    Specs = [],
                }
            )
        );

        var (status, answer) = await CallAsync("SaveSkuMapping", Mapping + "}", string.Empty, Facts.Account.Id);

        Assert.Equal(
            (200, "TEE/BLACK/S", "T-shirt"),
            (status, answer.GetProperty("sku").GetString(), answer.GetProperty("items")[0].GetProperty("title").GetString())
        );
    }

    [Fact]
    public async Task A_mapping_that_cannot_be_checked_is_saved_only_when_that_is_asked_for()
    {
        Offer(CallResult.NotSent<SupplierOffer>(new CallProblem(ProblemKind.Transient, "timeout", "no reply")));

        var (status, answer) = await CallAsync("SaveSkuMapping", Mapping + "}", string.Empty, Facts.Account.Id);
        Assert.Equal((424, "timeout"), (status, answer.GetProperty("code").GetString()));
        await _bench.Mappings.DidNotReceiveWithAnyArgs().SaveAsync(default!, default);

        Assert.Equal(200, (await CallAsync("SaveSkuMapping", Mapping + ""","unchecked":true}""", string.Empty, Facts.Account.Id)).Status);
    }

    [Fact]
    public async Task A_mapping_that_is_unusual_is_saved_once_it_is_confirmed()
    {
        Offer(
            CallResult.Success(
                new SupplierOffer
                {
                    OfferId = "610000000001",
                    Title = "Bead",
                    IsForSale = true,
                    Specs = [],
                }
            )
        );
        var many = Mapping.Replace("\"quantity\":1", "\"quantity\":500", StringComparison.Ordinal);

        var (status, answer) = await CallAsync("SaveSkuMapping", many + "}", string.Empty, Facts.Account.Id);
        Assert.Equal(
            (400, true),
            (status, answer.GetProperty("problems")[0].GetString()!.Contains("\"confirm\": true", StringComparison.Ordinal))
        );

        Assert.Equal(200, (await CallAsync("SaveSkuMapping", many + ""","confirm":true}""", string.Empty, Facts.Account.Id)).Status);
    }

    [Fact]
    public async Task The_same_shop_under_a_second_account_is_answered_by_409()
    {
        var (status, answer) = await CallAsync(
            "SaveStoreAccount",
            """{"platform":"shopify","displayName":"Shop","endpoint":"https://SHOP.example/","currency":"USD","purchasingAccountId":"purchasing-one","credentials":{"accessToken":"t"}}""",
            string.Empty,
            "shop-two"
        );

        Assert.Equal(409, status);
        Assert.Contains("'shop-one'", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_the_platform_refuses_are_answered_by_422_and_change_nothing()
    {
        _bench
            .Market.VerifyAsync(Arg.Any<PurchasingAccount>(), Arg.Any<CancellationToken>())
            .Returns(CallResult.Unauthorized<PurchasingIdentity>("401", "invalid token"));

        var (status, answer) = await CallAsync(
            "SavePurchasingAccount",
            """{"displayName":"1688","appKey":"1","credentials":{"appSecret":"wrong"}}""",
            string.Empty,
            "purchasing-one"
        );

        Assert.Equal(
            (422, "401: invalid token. Nothing is saved; the account stays as it was."),
            (status, answer.GetProperty("detail").GetString())
        );
        await _bench.PurchasingAccounts.DidNotReceiveWithAnyArgs().SaveAsync(default!, default);
    }

    private void Offer(CallResult<SupplierOffer> answer) =>
        _bench.Market.ReadOfferAsync(Arg.Any<PurchasingAccount>(), Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(answer);

    private async Task<(int Status, JsonElement Answer)> CallAsync(string name, string body, string query, params string[] route)
    {
        var context = new DefaultHttpContext
        {
            Request = { Body = new MemoryStream(Encoding.UTF8.GetBytes(body)), QueryString = new QueryString(query) },
        };
        var answer = await _bench.CallAsync(name, context.Request, route);
        return (
            (answer as IStatusCodeActionResult)?.StatusCode ?? 200,
            answer is JsonResult json
                ? JsonSerializer.SerializeToElement(json.Value, (JsonSerializerOptions)json.SerializerSettings!)
                : default
        );
    }
}
