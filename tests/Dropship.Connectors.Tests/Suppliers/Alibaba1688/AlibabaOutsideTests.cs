using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

/// <summary>What the market spells otherwise than its book says: verdicts, amounts, times, numbers.</summary>
public sealed class AlibabaOutsideTests
{
    private static readonly ApiRequest s_read = new()
    {
        Connector = "1688",
        Account = "main",
        Operation = "alibaba.trade.x",
        IsRead = true,
    };

    [Theory]
    [InlineData("gw.ServiceTimeout")]
    [InlineData("gw.InternalError")]
    [InlineData("gw.AnythingElse")]
    [InlineData("isp.unknown")]
    public void A_gateway_error_that_is_not_known_to_stop_the_call_leaves_a_write_in_doubt(string code)
    {
        foreach (var status in (int[])[200, 400, 500])
        {
            var body = $$"""{"error_code":"{{code}}","error_message":"x"}""";
            Assert.Equal(CallOutcome.Unknown, Failure(s_read with { IsRead = false }, body, status)!.Outcome);
            Assert.Equal(
                (CallOutcome.NotSent, ProblemKind.Transient),
                (Failure(s_read, body, status)!.Outcome, Failure(s_read, body, status)!.Problem!.Kind)
            );
        }
    }

    [Theory]
    [InlineData("""{"errorCode":"0","result":[]}""")]
    [InlineData("""{"errorCode":"SUCCESS","result":{}}""")]
    [InlineData("""{"code":0,"result":{}}""")]
    [InlineData("""{"code":"ok"}""")]
    [InlineData("""{"success":"Y","errorCode":"whatever"}""")]
    [InlineData("""{"success":1}""")]
    [InlineData("""{"result":{"success":"1","code":"x"}}""")]
    public void Success_is_known_in_the_shapes_of_all_families(string body) => Assert.Null(Failure(s_read, body, 200));

    [Theory]
    [InlineData("""{"success":"N","errorCode":"e"}""")]
    [InlineData("""{"success":0,"errorCode":"e"}""")]
    [InlineData("""{"errorCode":"00"}""")]
    public void Failure_is_known_in_them_too(string body) => Assert.NotNull(Failure(s_read, body, 200));

    [Fact]
    public void A_missing_permission_names_its_interface() =>
        Assert.Contains(
            "alibaba.trade.x",
            Failure(s_read, """{"error_code":"gw.APIACLDecline","error_message":"AppKey is not allowed(acl)"}""", 400)!.Problem!.Text,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("12.499999999999998", 1250)]
    [InlineData("12.500000000000002", 1250)]
    [InlineData("12.5", 1250)]
    [InlineData("0.1e1", 100)]
    [InlineData("\"12.50\"", 1250)]
    [InlineData("12.501", 1250)]
    public void Amounts_are_rounded_to_the_fen(string amount, long fen)
    {
        var order = AlibabaMapper.Order(Parse(Order(json => json["baseInfo"]!["totalAmount"] = JsonNode.Parse(amount))));

        Assert.Equal(Money.Cny(fen), order.Total);
    }

    [Fact]
    public void A_lines_share_is_rounded_also_where_it_lies_between_two_fen() =>
        Assert.Equal(
            Money.Cny(13),
            AlibabaMapper.Order(Parse(Order(json => json["productItems"]![0]!["itemAmount"] = 0.125))).Lines[0].Amount
        );

    [Theory]
    [InlineData("1772323200000", "2026-03-01T00:00:00Z")]
    [InlineData("\"1772323200000\"", "2026-03-01T00:00:00Z")]
    [InlineData("1772323200", "2026-03-01T00:00:00Z")]
    [InlineData("\"20260301080000000+0800\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"20260301080000000\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"20260301080000\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"2026-03-01 08:00:00\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"2026-03-01 08:00:00.123\"", "2026-03-01T00:00:00.123Z")]
    [InlineData("\"2026-03-01T08:00:00+08:00\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"2026-03-01T08:00:00.000+0800\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"2026-03-01T00:00:00Z\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"2026-03-01T08:00:00\"", "2026-03-01T00:00:00Z")]
    [InlineData("\"2026/03/01 08:00\"", "2026-03-01T00:00:00Z")]
    public void Times_are_read_in_all_their_spellings(string text, string time)
    {
        var order = AlibabaMapper.Order(Parse(Order(json => json["baseInfo"]!["createTime"] = JsonNode.Parse(text))));

        Assert.Equal(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), order.CreatedAt);
        Assert.Equal(TimeSpan.Zero, order.CreatedAt.Offset);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("2026-13-01 08:00:00")]
    [InlineData("99999999999999999999")]
    [InlineData("2026-03-01T08:00:00+99:00")]
    [InlineData("+0800")]
    [InlineData("Z")]
    public void What_is_no_time_is_none(string text) => Assert.Null(AlibabaTime.Parse(text));

    [Fact]
    public void One_order_that_cannot_be_read_keeps_no_other_of_a_list_back()
    {
        var unreadable = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] broken =
        [
            Order(json => json["baseInfo"]!["totalAmount"] = "much"),
            Order(json => json["baseInfo"]!["modifyTime"] = new JsonArray()),
            Order(json => json["productItems"] = "none"),
            Order(json => json["productItems"]![0]!["quantity"] = 1e300),
        ];

        Assert.All(broken, json => Assert.Null(AlibabaMapper.OrderOr(Parse(json), unreadable)));
        Assert.Equal("PO-1", Assert.Single(unreadable).Value);
        Assert.Equal(
            "测试\uFFFD",
            AlibabaMapper
                .Order(
                    JsonText.Parse(
                        Order(json => json["baseInfo"]!["sellerLoginId"] = "测试@@").Replace("@@", "\\ud83d", StringComparison.Ordinal)
                    )
                )
                .SupplierLogin
        );
    }

    [Fact]
    public void An_order_tells_of_its_parcels_itself()
    {
        var order = AlibabaMapper.Order(
            Parse(
                Order(json =>
                    json["nativeLogistics"] = JsonNode.Parse(
                        """
                        {"logisticsItems":[
                          {"id":1,"logisticsCode":"LP1","status":"alreadysend","type":"0","logisticsCompanyNo":"YTO","logisticsCompanyName":"圆通速递(YTO)","logisticsBillNo":" YT7412589630123 ","subItemIds":"58218860984545941"},
                          {"id":2,"logisticsCode":"LP2","status":"alreadysend","type":"2","logisticsBillNo":"不需要物流"},
                          {"id":3,"logisticsCode":"LP3","status":"waitsend"}]}
                        """
                    )
                )
            )
        );

        Assert.Equal([("LP1", "YT7412589630123"), ("LP2", null)], order.Parcels.Select(parcel => (parcel.ParcelId, parcel.WaybillNumber)));
        Assert.Equal([new ParcelLine("58218860984545941", null)], order.Parcels[0].Lines);
    }

    [Theory]
    [InlineData("(+86)13800000101", "13800000101")]
    [InlineData("１３８００００0101", "13800000101")]
    [InlineData("13800000101/13800000102", "13800000101")]
    [InlineData("138 0000 0101 ext 5", "13800000101")]
    public void A_phone_number_is_sent_as_it_is_dialled(string typed, string sent) =>
        Assert.Equal(
            sent,
            JsonNode.Parse(AlibabaRequests.Address(Bench.ChineseAddress with { Mobile = typed, Phone = null }))![
                "mobile"
            ]!.GetValue<string>()
        );

    [Fact]
    public void A_number_that_cannot_be_dialled_and_a_region_that_is_missing_are_found_before_anything_is_sent()
    {
        var good = Bench.ChineseAddress;

        Assert.NotNull(AlibabaRequests.AddressProblem(good with { Mobile = "call me", Phone = "12345" }));
        Assert.Null(AlibabaRequests.AddressProblem(good with { Country = "TW", Province = null, City = "台北市" }));
        Assert.Equal(
            "台湾省",
            JsonNode.Parse(AlibabaRequests.Address(good with { Country = "TW", Province = null, City = "台北市" }))![
                "provinceText"
            ]!.GetValue<string>()
        );
        Assert.Equal(
            "浙江省",
            JsonNode.Parse(AlibabaRequests.Address(good with { Province = "Zhejiang" }))!["provinceText"]!.GetValue<string>()
        );
    }

    private static CallResult<int>? Failure(ApiRequest call, string body, int status)
    {
        var reply = new ApiResponse(status, System.Text.Encoding.UTF8.GetBytes(body), null);
        return AlibabaEnvelope.Read(reply).Failure<int>(call, reply, out _);
    }

    private static JsonElement Parse(string json) => JsonText.Parse(json);

    private static string Order(Action<JsonObject> change)
    {
        var json = JsonNode
            .Parse(
                """
                {
                  "baseInfo": {
                    "idOfStr": "4300000000037000002", "outOrderId": "PO-1", "status": "waitbuyerreceive", "createTime": "20180613101942000+0800", "modifyTime": "20170913234725000-0700",
                    "totalAmount": 6.15, "shippingFee": 6, "sellerID": "b2b-22", "sellerLoginId": "测试店"
                  },
                  "productItems": [{"subItemIDString": "58218860984545941", "productID": 547486647009, "specId": "28b9", "quantity": 2.0, "itemAmount": 0.10}],
                  "tradeTerms": [{"payStatus": "2"}]
                }
                """
            )!
            .AsObject();
        change(json);
        return json.ToJsonString(
            new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }
}
