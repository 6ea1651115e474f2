using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

public sealed class AlibabaRequestTests
{
    private static readonly PurchasingAccount s_purchasingAccount = Bench.PurchasingAccount(new Uri("https://gw.open.1688.com"));

    [Fact]
    public void An_address_is_sent_in_parts_with_a_bare_mobile_number()
    {
        var json = JsonNode.Parse(AlibabaRequests.Address(Bench.ChineseAddress))!;

        Assert.Equal("李伟", json["fullName"]!.GetValue<string>());
        Assert.Equal("13800000101", json["mobile"]!.GetValue<string>());
        Assert.Equal("浙江省", json["provinceText"]!.GetValue<string>());
        Assert.Equal("杭州市", json["cityText"]!.GetValue<string>());
        Assert.Equal("西湖区", json["areaText"]!.GetValue<string>());
        Assert.Equal(string.Empty, json["townText"]!.GetValue<string>());
        Assert.Equal("文三路398号东信大厦12楼", json["address"]!.GetValue<string>());
        Assert.Equal("310012", json["postCode"]!.GetValue<string>());
    }

    [Fact]
    public void What_is_missing_gets_its_documented_filler()
    {
        var json = JsonNode.Parse(
            AlibabaRequests.Address(Bench.ChineseAddress with { PostCode = null, Mobile = null, Phone = "0571-88990077" })
        )!;

        Assert.Equal("000000", json["postCode"]!.GetValue<string>());
        Assert.Equal("0571-88990077", json["mobile"]!.GetValue<string>());
    }

    [Fact]
    public void Addresses_that_1688_cannot_deliver_to_are_found_before_anything_is_sent()
    {
        var good = Bench.ChineseAddress;
        ShipTo[] bad =
        [
            good with
            {
                Country = "US",
            },
            good with
            {
                FullName = "李",
            },
            good with
            {
                Mobile = null,
                Phone = null,
            },
            good with
            {
                Mobile = "无",
            },
            good with
            {
                Province = null,
            },
            good with
            {
                City = " ",
            },
            good with
            {
                Line1 = " ",
                Line2 = null,
            },
            good with
            {
                Line1 = new string('路', 201),
            },
        ];

        Assert.Null(AlibabaRequests.AddressProblem(good));
        Assert.All(bad, address => Assert.NotNull(AlibabaRequests.AddressProblem(address)));
    }

    [Fact]
    public void Goods_are_named_by_offer_and_spec()
    {
        var json = JsonNode
            .Parse(
                AlibabaRequests.Cargo([
                    new SupplierLine("620201390001", "0e2f", 2),
                    new SupplierLine("620201390002", null, 1),
                    new SupplierLine("BBBenc", null, 1),
                ])
            )!
            .AsArray();

        Assert.Equal("""{"offerId":620201390001,"specId":"0e2f","quantity":2}""", json[0]!.ToJsonString());
        Assert.Equal("""{"offerId":620201390002,"quantity":1}""", json[1]!.ToJsonString());
        Assert.Equal("""{"openOfferId":"BBBenc","quantity":1}""", json[2]!.ToJsonString());
    }

    [Fact]
    public void A_purchase_carries_our_key_and_what_the_preview_allowed()
    {
        var parameters = AlibabaRequests.Create(
            s_purchasingAccount,
            Request() with
            {
                TradeType = "assureTrade",
                Flow = "fenxiao",
                Message = "请尽快发货",
            }
        );

        Assert.Equal("PO-1", parameters["outOrderId"]);
        Assert.Equal("assureTrade", parameters["tradeType"]);
        Assert.Equal("fenxiao", parameters["flow"]);
        Assert.Equal("请尽快发货", parameters["message"]);
        Assert.Equal("general", AlibabaRequests.Create(s_purchasingAccount, Request())["flow"]);
        Assert.False(AlibabaRequests.Create(s_purchasingAccount, Request()).ContainsKey("tradeType"));
    }

    [Fact]
    public void A_long_message_is_cut_without_cutting_a_character()
    {
        var message = new string('货', 499) + "😀尾";

        var sent = AlibabaRequests.Create(s_purchasingAccount, Request() with { Message = message + "\u0007" })["message"];

        Assert.Equal(499, sent.Length);
        Assert.Equal(499, new StringInfo(sent).LengthInTextElements);
    }

    private static PurchaseRequest Request() =>
        new()
        {
            Key = "PO-1",
            Lines = [new SupplierLine("620201390001", "0e2f", 2)],
            ShipTo = Bench.ChineseAddress,
        };
}
