using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

public sealed class AlibabaMapperTests
{
    private const string Order = """
        {
          "baseInfo": {
            "id": 4300000000037000001, "idOfStr": "4300000000037000002", "outOrderId": "PO-1", "status": "waitbuyerreceive",
            "createTime": "20180613101942000+0800", "modifyTime": "20170913234725000-0700", "payTime": "20180613102000000+0800",
            "totalAmount": 6.15, "sumProductPayment": 0.15, "shippingFee": 6, "discount": -3989,
            "sellerID": "b2b-22", "sellerLoginId": "测试店", "sellerContact": {"companyName": "测试有限公司", "imInPlatform": "测试店"}, "refundStatus": "waitselleragree"
          },
          "productItems": [
            {"subItemID": 58218860984545944, "subItemIDString": "58218860984545941", "productID": 547486647009, "specId": "28b9", "quantity": 2.0, "itemAmount": 0.10, "price": 0.05,
             "name": "台灯", "skuInfos": [{"name": "颜色", "value": "红色"}, {"name": "尺寸", "value": "大"}], "productImgUrl": ["/relative.jpg", "https://img.example/1.jpg"]},
            {"subItemID": 58218860985545941, "productID": 547486647010, "quantity": 1, "itemAmount": 0.05}],
          "tradeTerms": [{"payStatus": "2", "payTime": "20180613102001000+0800"}]
        }
        """;

    [Fact]
    public void An_order_is_read_with_exact_ids_and_yuan()
    {
        var order = AlibabaMapper.Order(Parse(Order));

        Assert.Equal("4300000000037000002", order.OrderId);
        Assert.Equal("PO-1", order.Key);
        Assert.Equal(SupplierOrderStatus.AwaitingReceipt, order.Status);
        Assert.Equal(Money.Cny(615), order.Total);
        Assert.Equal(Money.Cny(600), order.Freight);
        Assert.True(order.IsPaid);
        Assert.Equal(new DateTimeOffset(2018, 6, 13, 2, 20, 0, TimeSpan.Zero), order.PaidAt);
        Assert.Equal(new DateTimeOffset(2017, 9, 14, 6, 47, 25, TimeSpan.Zero), order.ModifiedAt);
        Assert.Equal(("b2b-22", "测试有限公司", "测试店"), (order.SupplierId, order.SupplierName, order.SupplierLogin));
        Assert.Equal("waitselleragree", order.RefundStatus);
        Assert.Equal(
            new SupplierOrderLine("58218860984545941", "547486647009", "28b9", 2, Money.Cny(10))
            {
                Title = "台灯",
                Spec = "红色 大",
                ImageUrl = "https://img.example/1.jpg",
                UnitPrice = Money.Cny(5),
            },
            order.Lines[0]
        );
        Assert.Equal(new SupplierOrderLine("58218860985545941", "547486647010", null, 1, Money.Cny(5)), order.Lines[1]);
    }

    [Fact]
    public void An_id_text_that_comes_as_a_number_is_read_all_the_same()
    {
        var order = AlibabaMapper.Order(Parse(Order.Replace("\"4300000000037000002\"", "4300000000037000002", StringComparison.Ordinal)));

        Assert.Equal("4300000000037000002", order.OrderId);
    }

    [Theory]
    [InlineData("waitbuyerpay", SupplierOrderStatus.AwaitingPayment, false)]
    [InlineData("waitsellersend", SupplierOrderStatus.AwaitingShipment, true)]
    [InlineData("confirm_goods_and_has_subsidy", SupplierOrderStatus.Received, true)]
    [InlineData("success", SupplierOrderStatus.Completed, true)]
    [InlineData("cancel", SupplierOrderStatus.Cancelled, true)]
    [InlineData("teleported", SupplierOrderStatus.Unknown, true)]
    public void The_state_and_the_terms_tell_whether_it_was_paid(string word, SupplierOrderStatus status, bool isPaid)
    {
        var order = AlibabaMapper.Order(Parse(Order.Replace("waitbuyerreceive", word, StringComparison.Ordinal)));

        Assert.Equal((status, word, isPaid), (order.Status, order.RawStatus, order.IsPaid));
    }

    [Fact]
    public void An_order_that_was_closed_unpaid_was_not_paid_although_its_terms_show_a_time()
    {
        var json = Order
            .Replace("waitbuyerreceive", "cancel", StringComparison.Ordinal)
            .Replace("\"payStatus\": \"2\"", "\"payStatus\": \"8\"", StringComparison.Ordinal);

        var order = AlibabaMapper.Order(Parse(json));

        Assert.False(order.IsPaid);
        Assert.Null(order.PaidAt);
    }

    [Theory]
    [InlineData("\"payTimeout\": 43200, \"payTimeoutType\": 0", "2018-06-13T14:19:42Z")]
    [InlineData("\"payTimeout\": 43200, \"payTimeoutType\": 1", null)]
    public void An_unpaid_order_says_until_when_it_can_be_paid(string field, string? until)
    {
        var json = Order
            .Replace("waitbuyerreceive", "waitbuyerpay", StringComparison.Ordinal)
            .Replace("\"shippingFee\": 6", "\"shippingFee\": 6, " + field, StringComparison.Ordinal);

        Assert.Equal(
            until is null ? null : DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture),
            AlibabaMapper.Order(Parse(json)).PayBy
        );
    }

    [Theory]
    [InlineData("\"totalAmount\": 6.15", "\"totalAmount\": 6.155")]
    [InlineData("\"totalAmount\": 6.15,", "")]
    [InlineData("20180613101942000+0800", "yesterday")]
    [InlineData("\"status\": \"waitbuyerreceive\",", "")]
    [InlineData("\"quantity\": 2.0", "\"quantity\": 2.5")]
    public void An_order_that_cannot_be_understood_is_unreadable(string old, string replacement)
    {
        Assert.Contains(old, Order, StringComparison.Ordinal);
        Assert.Throws<UnreadableReplyException>(() =>
            AlibabaMapper.Order(Parse(Order.Replace(old, replacement, StringComparison.Ordinal)))
        );
    }

    [Theory]
    [InlineData("20180614101942000+0800", "2018-06-14T02:19:42Z")]
    [InlineData("20170913231916000-0700", "2017-09-14T06:19:16Z")]
    [InlineData("20121222222222+0800", "2012-12-22T14:22:22Z")]
    [InlineData("2018-07-24 21:55:33", "2018-07-24T13:55:33Z")]
    public void Times_are_read_in_every_form(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), AlibabaTime.Parse(text));

    [Fact]
    public void Times_are_written_in_china_time() =>
        Assert.Equal("20180614101942007+0800", AlibabaTime.Format(new DateTimeOffset(2018, 6, 14, 2, 19, 42, 7, TimeSpan.Zero)));

    [Fact]
    public void A_preview_counts_in_fen_and_tells_what_is_allowed()
    {
        var preview = AlibabaMapper.Preview(
            Parse(
                """
                {"orderPreviewResuslt":[{"tradeModeNameList":["nzassure","alipay"],"status":true,"sumPayment":4400,"sumCarriage":800,"discountFee":-100,"flowFlag":"general"},
                {"tradeModeNameList":["alipay"],"status":true,"sumPayment":100,"sumCarriage":0,"flowFlag":"general"}],"postFeeByDescOfferList":[1],"success":true}
                """
            )
        );

        Assert.Equal(Money.Cny(4500), preview.Total);
        Assert.Equal(Money.Cny(800), preview.Freight);
        Assert.Equal(Money.Cny(100), preview.Discount);
        Assert.Equal(2, preview.Orders);
        Assert.Equal(["alipay"], preview.TradeTypes);
        Assert.Equal("general", preview.Flow);
        Assert.True(preview.FreightIsOpen);
    }

    [Theory]
    [InlineData("""{"result":{"totalSuccessAmount":6150,"orderId":"58218860983545941"},"success":true}""", "58218860983545941", 6150L)]
    [InlineData("""{"result":{"success":false,"orderId":58218860983545941},"success":true}""", "58218860983545941", null)]
    [InlineData("""{"totalSuccessAmount":100,"orderId":"1","success":false}""", "1", 100L)]
    [InlineData(
        """{"result":{"orderList":[{"orderId":"1","orderAmmount":100},{"orderId":"2","orderAmmount":50}]},"success":true}""",
        "1,2",
        150L
    )]
    [InlineData("""{"result":{"orderId":"1,2"},"success":true}""", "1,2", null)]
    public void A_created_purchase_names_all_its_orders(string json, string ids, long? total)
    {
        var created = AlibabaMapper.Created(Parse(json))!;

        Assert.Equal(ids.Split(','), created.OrderIds);
        Assert.Equal(total, created.Total?.Minor);
    }

    [Fact]
    public void Parcels_name_their_lines_or_stand_for_the_whole_order()
    {
        var byGoods = AlibabaMapper.Parcel(
            Parse(
                """{"logisticsId":"LP1","logisticsBillNo":"3832890717253","status":"TRANSPORT","logisticsCompanyName":"中通快递(ZTO)","logisticsCompanyNo":"ZTO","orderEntryIds":"11,12","logisticsOrderGoods":[{"tradeOrderItemId":11,"quantity":2},{"tradeOrderItemId":12,"quantity":1}]}"""
            ),
            "9"
        );
        var byIds = AlibabaMapper.Parcel(Parse("""{"logisticsId":"LP1","status":"WAITACCEPT","orderEntryIds":"11,12"}"""), "9");
        var whole = AlibabaMapper.Parcel(
            Parse("""{"logisticsId":"LP1","status":"BEAMED","orderEntryIds":"9","logisticsBillNo":"不需要物流"}"""),
            "9"
        );

        Assert.Equal([new ParcelLine("11", 2), new ParcelLine("12", 1)], byGoods.Lines);
        Assert.Equal((ParcelStatus.InTransit, "3832890717253", "ZTO"), (byGoods.Status, byGoods.WaybillNumber, byGoods.CarrierCode));
        Assert.Equal([new ParcelLine("11", null), new ParcelLine("12", null)], byIds.Lines);
        Assert.Equal(ParcelStatus.InfoReceived, byIds.Status);
        Assert.Empty(whole.Lines);
        Assert.Null(whole.WaybillNumber);
        Assert.Equal((ParcelStatus.Unknown, "BEAMED"), (whole.Status, whole.RawStatus));
    }

    [Fact]
    public void Recorded_replies_beside_the_checkout_are_read()
    {
        void Each(string pattern, Action<JsonElement> read)
        {
            foreach (var file in SharedSamples.Find("1688", pattern))
            {
                read(Parse(File.ReadAllText(file)));
            }
        }

        Each(
            "get.buyerView.response.json",
            json =>
            {
                var order = AlibabaMapper.Order(json.GetProperty("result"));
                Assert.Equal("58218860983545941", order.OrderId);
                Assert.Equal(Money.Cny(615), order.Total);
                Assert.Equal(3, order.Lines.Count);
            }
        );
        Each(
            "getBuyerOrderList.response.json",
            json => Assert.Equal(SupplierOrderStatus.Cancelled, AlibabaMapper.Order(json.GetProperty("result")[0]).Status)
        );
        Each("createOrder.preview.response.json", json => Assert.Equal(Money.Cny(4400), AlibabaMapper.Preview(json).Total));
        Each("createCrossOrder.response.multi.json", json => Assert.Equal(2, AlibabaMapper.Created(json)!.OrderIds.Count));
        Each("createCrossOrder.response.single.json", json => Assert.Single(AlibabaMapper.Created(json)!.OrderIds));
        Each("createCrossOrder.response.error.json", json => Assert.Null(AlibabaMapper.Created(json)));
        Each(
            "getLogisticsInfos.buyerView.response*.json",
            json =>
            {
                if (json.TryGetProperty("result", out var parcels))
                {
                    Assert.All(
                        parcels.EnumerateArray(),
                        parcel => Assert.NotEqual(ParcelStatus.Unknown, AlibabaMapper.Parcel(parcel, "1").Status)
                    );
                }
            }
        );
        Each(
            "getLogisticsTraceInfo.buyerView.response.json",
            json => Assert.Equal(9, AlibabaMapper.Trace(json.GetProperty("logisticsTrace")[0]).Count())
        );
        Each(
            "product.search.queryProductDetail.response.realistic.composed.json",
            json =>
            {
                var offer = AlibabaMapper.OfferDetail(json.GetProperty("result").GetProperty("result"));
                Assert.Equal(("620201390233", true, 2), (offer.OfferId, offer.IsForSale, offer.MinimumQuantity));
                Assert.Equal(Money.Cny(1000), Assert.Single(offer.Specs).Price);
            }
        );
        Assert.Equal("4300000000037000002", AlibabaMapper.Order(Parse(Order)).OrderId);
    }

    [Theory]
    [InlineData("500_004", "库存不足", RefusalMeaning.OutOfStock)]
    [InlineData("500_003", "x", RefusalMeaning.SpecNotOfOffer)]
    [InlineData("400", "AddressId invalid:AddressId invalid", RefusalMeaning.AddressRefused)]
    [InlineData("400", "not support tradeType:【period】", RefusalMeaning.TradeModeMissing)]
    [InlineData("CLOSE_ORDER_TOO_FAST", "x", RefusalMeaning.TooSoon)]
    [InlineData("SYSTEM_ERROR", "x", null)]
    public void Codes_have_a_meaning_or_stay_unknown(string code, string text, RefusalMeaning? meaning) =>
        Assert.Equal(meaning, AlibabaCodes.Find(code, text));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
