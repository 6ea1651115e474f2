using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>Maps 1688's replies to our model. Pure. Creation and preview count in fen, orders in yuan.</summary>
internal static class AlibabaMapper
{
    public static SupplierOrder Order(JsonElement json)
    {
        var info = json.Object("baseInfo");
        var status = AlibabaTables.Order(info.Text("status"));
        var items = json.OptionalItems("productItems");
        var terms = json.OptionalItems("tradeTerms");
        var isPaid = AlibabaTables.IsPaid(status) ?? terms.Any(term => term.OptionalText("payStatus") is "2" or "4" or "6");
        var contact = info.OptionalField("sellerContact");
        return new SupplierOrder
        {
            OrderId = Id(info),
            Key = info.OptionalText("outOrderId"),
            Status = status,
            RawStatus = info.Text("status"),
            Total = Yuan(info.Decimal("totalAmount"), "totalAmount"),
            Freight = Yuan(info.OptionalDecimal("shippingFee") ?? 0, "shippingFee"),
            IsPaid = isPaid,
            PaidAt = isPaid ? Time(info, "payTime") ?? terms.Select(term => Time(term, "payTime")).Min() : null,
            CreatedAt = Time(info, "createTime") ?? throw new UnreadableReplyException("'createTime' is missing"),
            ModifiedAt = Time(info, "modifyTime") ?? throw new UnreadableReplyException("'modifyTime' is missing"),
            PayBy = status == SupplierOrderStatus.AwaitingPayment ? PayBy(info, items) : null,
            SupplierId = info.OptionalText("sellerID"),
            SupplierName = contact?.OptionalText("companyName") ?? info.OptionalText("sellerLoginId"),
            SupplierLogin = info.OptionalText("sellerLoginId") ?? contact?.OptionalText("imInPlatform"),
            Lines = [.. items.Select(Line)],
            Parcels = OwnParcels(json, Id(info)),
            CloseReason = info.OptionalText("closeReason") ?? info.OptionalText("closeOperateType"),
            RefundStatus = info.OptionalText("refundStatus") ?? info.OptionalText("refundStatusForAs"),
        };
    }

    /// <summary>Reads one order of many; null for an unreadable one, so that it does not block the others.</summary>
    /// <param name="json">The order.</param>
    /// <param name="unreadable">Gets the key of an order that bears one and cannot be read, by its id.</param>
    /// <exception cref="UnreadableReplyException">It does not even say which order it is.</exception>
    public static SupplierOrder? OrderOr(JsonElement json, Dictionary<string, string> unreadable)
    {
        try
        {
            return Order(json);
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            var info = json.Object("baseInfo");
            var id = Id(info);
            if (info.OptionalText("outOrderId") is { } key)
            {
                unreadable[id] = key;
            }

            return null;
        }
    }

    public static PurchasePreview Preview(JsonElement json)
    {
        // The misspelling is the market's.
        var entries = json.Items("orderPreviewResuslt");
        if (entries.Count == 0)
        {
            throw new UnreadableReplyException("'orderPreviewResuslt' is empty");
        }

        var tradeTypes = entries
            .Select(entry =>
                entry
                    .OptionalItems("tradeModeNameList")
                    .Select(type => type.GetString() ?? string.Empty)
                    .Where(type => type.Length > 0)
                    .ToList()
            )
            .Aggregate((left, right) => [.. left.Intersect(right, StringComparer.Ordinal)]);
        var flows = entries.Select(entry => entry.OptionalText("flowFlag")).Distinct(StringComparer.Ordinal).ToList();
        return new PurchasePreview(
            Fen(entries.Sum(entry => entry.Decimal("sumPayment")), "sumPayment"),
            Fen(entries.Sum(entry => entry.OptionalDecimal("sumCarriage") ?? 0), "sumCarriage"),
            Fen(Math.Abs(entries.Sum(entry => entry.OptionalDecimal("discountFee") ?? 0)), "discountFee"),
            entries.Count,
            tradeTypes,
            flows.Count == 1 ? flows[0] : null,
            json.OptionalItems("postFeeByDescOfferList").Count > 0
        );
    }

    /// <summary>The orders that a create call made; null if the reply names none.</summary>
    public static PurchaseCreated? Created(JsonElement json)
    {
        // Some samples print the inner object by itself.
        var result = json.OptionalField("result") is { ValueKind: JsonValueKind.Object } inner ? inner : json;
        var single = (result.OptionalText("orderId") ?? string.Empty).Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        var several = result.OptionalItems("orderList").Where(order => order.OptionalText("orderId") is not null).ToList();
        var ids = single.Concat(several.Select(order => order.Text("orderId"))).Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0)
        {
            return null;
        }

        var total =
            result.OptionalDecimal("totalSuccessAmount")
            ?? (
                several.Count == ids.Count && several.All(order => order.OptionalDecimal("orderAmmount") is not null)
                    ? several.Sum(order => order.Decimal("orderAmmount"))
                    : null
            );
        return new PurchaseCreated(ids, total is { } fen ? Fen(fen, "totalSuccessAmount") : null, FailedLines(result));
    }

    public static IReadOnlyList<FailedLine> FailedLines(JsonElement result) =>
        [
            .. result
                .OptionalItems("failedOfferList")
                .Select(line => new FailedLine(
                    line.OptionalText("offerId") ?? string.Empty,
                    line.OptionalText("specId"),
                    line.OptionalText("errorCode") ?? "no-code",
                    line.OptionalText("errorMessage") ?? "no words"
                )),
        ];

    public static SupplierParcel Parcel(JsonElement json, string orderId)
    {
        var status = json.Text("status");
        var known = AlibabaTables.Parcel(status);
        return new SupplierParcel
        {
            ParcelId = json.Text("logisticsId"),
            SupplierOrderId = orderId,

            WaybillNumber = Waybill(json),
            CarrierName = json.OptionalText("logisticsCompanyName") ?? json.OptionalText("logisticsCompanyNo") ?? string.Empty,
            CarrierCode = json.OptionalText("logisticsCompanyNo"),
            RawStatus = status,
            Status = known?.Status ?? ParcelStatus.Unknown,
            SubStatus = known?.SubStatus ?? ParcelSubStatus.None,
            UnknownWord = known is null ? status : null,
            ShippedAt = AlibabaTime.Parse(json.OptionalText("gmtSystemSend")),
            Lines = ParcelLines(json, orderId),
        };
    }

    // What the order itself says of its parcels, for an app that may not ask for them. The waybills are the same; how far they came is not
    // told.
    private static List<SupplierParcel> OwnParcels(JsonElement json, string orderId)
    {
        if (json.OptionalField("nativeLogistics") is not { ValueKind: JsonValueKind.Object } logistics)
        {
            return [];
        }

        return
        [
            .. logistics
                .OptionalItems("logisticsItems")
                .Where(item => item.OptionalText("status") is "alreadysend" || Waybill(item) is not null)
                .Select(item => new SupplierParcel
                {
                    ParcelId = item.OptionalText("logisticsCode") ?? item.OptionalText("id") ?? orderId,
                    SupplierOrderId = orderId,
                    WaybillNumber = Waybill(item) ?? Waybill(item, "noLogisticsBillNo"),
                    CarrierName =
                        item.OptionalText("logisticsCompanyName")
                        ?? item.OptionalText("noLogisticsName")
                        ?? item.OptionalText("logisticsCompanyNo")
                        ?? string.Empty,
                    CarrierCode = item.OptionalText("logisticsCompanyNo"),
                    RawStatus = item.OptionalText("status") ?? string.Empty,
                    // The order says that it is sent, and nothing of any carrier.
                    Status = ParcelStatus.Unknown,
                    ShippedAt = AlibabaTime.Parse(item.OptionalText("deliveredTime") ?? item.OptionalText("gmtCreate")),
                    Lines =
                    [
                        .. (item.OptionalText("subItemIds") ?? string.Empty)
                            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                            .Where(id => id != orderId)
                            .Select(id => new ParcelLine(id, null)),
                    ],
                }),
        ];
    }

    // A parcel without logistics has words in place of a number, such as 不需要物流; one of several boxes has several numbers.
    private static string? Waybill(JsonElement json, string field = "logisticsBillNo") =>
        TrackingNumbers.Read(json.OptionalText(field)) is { Count: > 0 } numbers ? string.Join(',', numbers) : null;

    public static IEnumerable<TraceEvent> Trace(JsonElement json)
    {
        var parcel = json.OptionalText("logisticsId") ?? string.Empty;
        var number = json.OptionalText("logisticsBillNo");
        return json.OptionalItems("logisticsSteps")
            .Select(step => new TraceEvent(
                parcel,
                number,
                AlibabaTime.Parse(step.Text("acceptTime")) ?? throw new UnreadableReplyException("'acceptTime' is no time"),
                step.OptionalText("remark") ?? string.Empty
            ));
    }

    /// <summary>Reads <c>queryProductDetail</c>.</summary>
    public static SupplierOffer OfferDetail(JsonElement json)
    {
        var sale = json.OptionalField("productSaleInfo");
        var bySpec = sale?.OptionalText("quoteType") is null or "1";
        return new SupplierOffer
        {
            OfferId = json.Text("offerId"),
            Title = json.Text("subject"),
            IsForSale = json.Text("status") == "published" && json.OptionalFlag("soldOut") != true,
            SupplierId = json.OptionalText("sellerOpenId"),
            SupplierName = json.OptionalText("companyName"),
            ImageUrl = Picture(json.OptionalField("productImage")),
            MinimumQuantity = json.OptionalCount("minOrderQuantity") ?? 1,
            Specs = [.. json.OptionalItems("productSkuInfos").Select(sku => Spec(sku, "skuAttributes", "value", bySpec))],
        };
    }

    /// <summary>Reads <c>fenxiao.productInfo.get</c>.</summary>
    public static SupplierOffer ProductInfo(JsonElement json)
    {
        var sale = json.OptionalField("productSaleInfo");
        var bySpec = sale?.OptionalText("quoteType") is null or "1";
        return new SupplierOffer
        {
            OfferId = json.Text("productID"),
            Title = json.Text("subject"),
            IsForSale = json.Text("status") == "published",
            SupplierId = json.OptionalText("supplierLoginId"),
            SupplierName = json.OptionalText("supplierLoginId"),
            ImageUrl = Picture(json.OptionalField("productImage")),
            MinimumQuantity = sale?.OptionalCount("minOrderQuantity") ?? 1,
            Specs = [.. json.OptionalItems("productSkuInfos").Select(sku => Spec(sku, "attributes", "attributeValue", bySpec))],
        };
    }

    // "id" may have been rounded on its way through a script; the text never is.
    private static string Id(JsonElement info) => info.OptionalText("idOfStr") ?? info.Text("id");

    private static SupplierSpec Spec(JsonElement json, string attributes, string value, bool isPricedBySpec)
    {
        var list = json.OptionalItems(attributes);
        return new SupplierSpec(
            json.Text("specId"),
            string.Join(' ', list.Select(attribute => attribute.OptionalText(value)).OfType<string>()),
            isPricedBySpec && json.OptionalDecimal("price") is { } price ? Fen(price * 100, "price") : null,
            (int)Math.Min(json.OptionalWhole("amountOnSale") ?? 0, int.MaxValue),
            list.Select(attribute => attribute.OptionalText("skuImageUrl")).FirstOrDefault(url => url is not null)
        );
    }

    private static SupplierOrderLine Line(JsonElement json)
    {
        var quantity = json.Decimal("quantity");
        return new SupplierOrderLine(
            json.OptionalText("subItemIDString") ?? json.Text("subItemID"),
            json.Text("productID"),
            json.OptionalText("specId"),
            quantity == decimal.Truncate(quantity) && quantity is >= 0 and <= int.MaxValue
                ? (int)quantity
                : throw new UnreadableReplyException("'quantity' is no number of pieces"),
            Fen((json.OptionalDecimal("itemAmount") ?? 0) * 100, "itemAmount")
        )
        {
            Title = json.OptionalText("name"),
            Spec = string.Join(' ', json.OptionalItems("skuInfos").Select(attribute => attribute.OptionalText("value")).OfType<string>())
                is { Length: > 0 } spec
                ? spec
                : null,
            ImageUrl = json.OptionalItems("productImgUrl")
                .Select(url => url.ValueKind == JsonValueKind.String ? url.GetString() : null)
                .FirstOrDefault(IsWebAddress),
            UnitPrice =
                json.OptionalDecimal("price") is { } price && price * 100 == decimal.Truncate(price * 100)
                    ? Fen(price * 100, "price")
                    : null,
        };
    }

    private static bool IsWebAddress(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    private static List<ParcelLine> ParcelLines(JsonElement json, string orderId)
    {
        var goods = json.OptionalItems("logisticsOrderGoods")
            .Where(item => item.OptionalText("tradeOrderItemId") is not null)
            .GroupBy(item => item.Text("tradeOrderItemId"), StringComparer.Ordinal)
            .Select(group => new ParcelLine(
                group.Key,
                group.All(item => item.OptionalCount("quantity") is not null) ? group.Sum(item => item.Count("quantity")) : null
            ))
            .ToList();
        var lines =
            goods.Count > 0
                ? goods
                :
                [
                    .. (json.OptionalText("orderEntryIds") ?? string.Empty)
                        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(id => new ParcelLine(id, null)),
                ];

        // The main order's own id in place of a line's stands for all of it.
        return lines.Exists(line => line.EntryId == orderId) ? [] : lines;
    }

    private static DateTimeOffset? PayBy(JsonElement info, IReadOnlyList<JsonElement> items)
    {
        var named = items.Select(item => AlibabaTime.Parse(item.OptionalText("gmtPayExpireTime"))).Min();
        if (named is not null)
        {
            return named;
        }

        return info.OptionalWhole("payTimeout") is { } seconds and > 0 && info.OptionalText("payTimeoutType") is null or "0"
            ? Time(info, "createTime")?.AddSeconds(info.Whole("payTimeout"))
            : null;
    }

    private static string? Picture(JsonElement? image)
    {
        var first = image?.OptionalItems("images").Select(url => url.GetString()).FirstOrDefault(url => !string.IsNullOrEmpty(url));
        return first is null || first.Contains("://", StringComparison.Ordinal)
            ? first
            : "https://cbu01.alicdn.com/" + first.TrimStart('/');
    }

    private static DateTimeOffset? Time(JsonElement json, string name)
    {
        var text = json.OptionalText(name);
        return text is null ? null : AlibabaTime.Parse(text) ?? throw new UnreadableReplyException($"'{name}' is no time");
    }

    // Amounts are binary fractions on the way here: what is less than half a fen is noise. Where it is half a fen, nobody can tell which
    // amount is asked for.
    private static Money Yuan(decimal amount, string name) =>
        Math.Abs(amount % 0.01m) == 0.005m
            ? throw new UnreadableReplyException($"'{name}' has fractions of a fen")
            : Fen(amount * 100, name);

    private static Money Fen(decimal amount, string name)
    {
        var fen = Math.Round(amount, MidpointRounding.AwayFromZero);
        return fen is >= long.MinValue and <= long.MaxValue
            ? Money.Cny((long)fen)
            : throw new UnreadableReplyException($"'{name}' is no amount of money");
    }
}
