using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>The rules by which orders come to be and change at 1688.</summary>
internal static class MarketDesk
{
    private const int CloseTooFastSeconds = 10;

    private static readonly HashSet<string> s_flows = new(StringComparer.Ordinal) { "general", "fenxiao", "saleproxy", "paired", "repurchase", "boutiquefenxiao", "boutiquepifa" };

    private static readonly string[] s_provinces =
    [
        "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门",
    ];

    private static readonly string[] s_remote = ["新疆", "西藏", "青海", "内蒙古", "海南"];

    /// <summary>Addresses the buyers saved at 1688: forwarders' warehouses.</summary>
    public static IReadOnlyList<(long Id, PurchaseAddress Address, string Code)> SavedAddresses { get; } =
    [
        (593861699, new PurchaseAddress { FullName = "集运仓 A1688", Mobile = "13800138000", PostCode = "518000", Province = "广东省", City = "深圳市", Area = "宝安区", Town = "福永街道", Address = "凤凰路18号物流园3栋" }, "440306"),
        (593861700, new PurchaseAddress { FullName = "义乌中转仓", Mobile = "13800138001", PostCode = "322000", Province = "浙江省", City = "金华市", Area = "义乌市", Town = "福田街道", Address = "国际商贸城五区仓储中心2号库" }, "330782"),
    ];

    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Prices a cart, or says why it cannot be ordered.</summary>
    /// <exception cref="MarketRefusal">One of the documented codes.</exception>
    public static Quote Price(Step step, string? flow, string? addressParam, string? cargoParamList)
    {
        var address = ReadAddress(addressParam);
        var cart = ReadCargo(step, cargoParamList);
        if (!string.IsNullOrEmpty(flow) && !s_flows.Contains(flow))
        {
            throw new MarketRefusal("400", "flow invalid:" + flow);
        }

        var suppliers = cart.Select(c => c.Offer.SupplierId).Distinct(StringComparer.Ordinal).ToList();
        if (suppliers.Count > 1)
        {
            throw new MarketRefusal("500_002", "请选择同一个供应商的商品下单 " + string.Join(',', cart.Select(c => c.Offer.Id)));
        }

        foreach (var (offer, spec, specId, quantity) in cart)
        {
            if (offer.Status != "published")
            {
                throw new MarketRefusal("500_001", $"商品不支持在线交易 {offer.Id}");
            }

            if (offer.Specs.Count > 0 && specId is null)
            {
                throw new MarketRefusal("500_002", $"商品规格未选择 {offer.Id}");
            }

            if (specId is not null && spec is null)
            {
                throw new MarketRefusal("500_003", $"规格不属于该商品 {offer.Id}_{specId}");
            }

            var wanted = cart.Where(c => c.Offer == offer && c.Spec == spec).Sum(c => c.Quantity);
            if (wanted > (spec?.Stock ?? offer.Stock))
            {
                throw new MarketRefusal("500_004", $"库存不足 {offer.Id}_{spec?.SpecId}");
            }
        }

        // Without a wish the market compares its flows and takes the cheapest that is allowed.
        var candidates = string.IsNullOrEmpty(flow) ? ["general", "fenxiao"] : (string[])[flow];
        var quotes = new List<Quote>();
        MarketRefusal? refusal = null;
        foreach (var candidate in candidates)
        {
            try
            {
                quotes.Add(PriceIn(candidate, cart, address));
            }
            catch (MarketRefusal no)
            {
                refusal ??= no;
            }
        }

        return quotes.OrderBy(q => q.Total).FirstOrDefault() ?? throw refusal!;
    }

    /// <summary>Makes an order, or several where the sandbox is told to split. The same outer number again makes another one, as on the real market.</summary>
    public static IReadOnlyList<PurchaseOrder> Create(Step step, BuyerAccount buyer, IReadOnlyDictionary<string, string> parameters)
    {
        var message = parameters.GetValueOrDefault("message");
        if (message?.Length > 500)
        {
            throw new MarketRefusal("400", "message too long");
        }

        var quote = Price(step, parameters.GetValueOrDefault("flow"), parameters.GetValueOrDefault("addressParam"), parameters.GetValueOrDefault("cargoParamList"));
        if (parameters.GetValueOrDefault("tradeType") is { Length: > 0 } wanted && !quote.TradeTypes.Contains(wanted))
        {
            throw new MarketRefusal("400", $"not support tradeType:【{wanted}】");
        }

        var address = ReadAddress(parameters.GetValueOrDefault("addressParam"));
        var parts = step.Settings.SplitOrders && quote.Lines.Count > 1
            ? quote.Lines.Select(l => (IReadOnlyList<QuoteLine>)[l]).ToList()
            : [quote.Lines];
        var orders = new List<PurchaseOrder>();
        foreach (var part in parts)
        {
            var id = ((4_300_000_000_000 + (step.Next("1688-order") * 37)) * 1_000_000) + (buyer.UserId % 1_000_000);
            var order = new PurchaseOrder
            {
                Key = Key(id),
                Id = id,
                OutOrderId = parameters.GetValueOrDefault("outOrderId") ?? string.Empty,
                BuyerId = buyer.MemberId,
                SupplierId = quote.Supplier.Id,
                Flow = quote.Flow,
                TradeType = parameters.GetValueOrDefault("tradeType") is { Length: > 0 } type ? type : quote.TradeTypes[0],
                CreatedAt = step.Now,
                CreatedElapsed = step.Elapsed,
                Freight = parts.Count == 1 ? quote.Freight : quote.Freight / parts.Count,
                Message = message,
                Address = address,
            };
            foreach (var line in part)
            {
                if (line.Spec is null)
                {
                    line.Offer.Stock -= line.Quantity;
                }
                else
                {
                    line.Spec.Stock -= line.Quantity;
                }

                step.Touch(line.Offer);
                order.Lines.Add(new PurchaseLine
                {
                    EntryId = part.Count == 1 ? id : id + ((order.Lines.Count + 1) * 1_000_000),
                    OfferId = line.Offer.Id,
                    SpecId = line.Spec?.SpecId,
                    SkuId = line.Spec?.SkuId ?? 0,
                    Name = line.Offer.Subject,
                    Attributes = line.Spec?.Attributes ?? [],
                    Unit = line.Offer.Unit,
                    Quantity = line.Quantity,
                    UnitPrice = line.UnitPrice,
                });
            }

            step.Add(order);
            Modified(step, order);
            Push.Order(step, order, "ORDER_BUYER_VIEW_BUYER_MAKE");
            orders.Add(order);
        }

        return orders;
    }

    /// <summary>Takes the buyer's money.</summary>
    /// <exception cref="MarketRefusal">The order cannot be paid.</exception>
    public static void Pay(Step step, PurchaseOrder order, string by)
    {
        if (order.Status != "waitbuyerpay")
        {
            throw new MarketRefusal("ORDER_STATUS_ERROR", "订单状态错误");
        }

        var settings = step.Settings;
        if (settings.BalanceFen is { } balance)
        {
            if (balance < order.Total)
            {
                throw new MarketRefusal("ACCOUNT_BALANCE_NOT_ENOUGH", "账户余额不足");
            }

            settings.BalanceFen = balance - order.Total;
            step.Touch(settings);
        }

        order.PaidAt = step.Now;
        order.PaidElapsed = step.Elapsed;
        order.PaidAmount += order.Total;
        order.Payments++;
        order.PaidBy = by;
        order.Status = "waitsellersend";
        Modified(step, order);
        Push.Order(step, order, "ORDER_BUYER_VIEW_ORDER_PAY");
    }

    /// <exception cref="MarketRefusal">It cannot be cancelled, or not yet.</exception>
    public static void CancelByBuyer(Step step, PurchaseOrder order, string reason)
    {
        if (order.Status != "waitbuyerpay")
        {
            throw new MarketRefusal("ORDER_STATUS_ERROR", "订单状态错误");
        }

        if (step.Elapsed - order.CreatedElapsed < CloseTooFastSeconds)
        {
            throw new MarketRefusal("CLOSE_ORDER_TOO_FAST", "创建订单后10秒内不能关闭");
        }

        Close(step, order, reason, "CLOSE_TRADE_BY_BUYER", "ORDER_BUYER_VIEW_ORDER_BUYER_CLOSE");
    }

    /// <summary>Closes the order and puts the goods back on sale; money that was paid goes back.</summary>
    public static void Close(Step step, PurchaseOrder order, string reason, string operatedBy, string topic)
    {
        order.Status = "cancel";
        order.ClosedAt = step.Now;
        order.CloseReason = reason;
        order.CloseOperateType = operatedBy;
        if (order.IsPaid)
        {
            order.RefundStatus = "refundsuccess";
        }

        foreach (var line in order.Lines)
        {
            if (step.Find<Offer>(Key(line.OfferId)) is { } offer)
            {
                if (offer.Specs.Find(s => s.SpecId == line.SpecId) is { } spec)
                {
                    spec.Stock += line.Quantity;
                }
                else
                {
                    offer.Stock += line.Quantity;
                }

                step.Touch(offer);
            }
        }

        Modified(step, order);
        Push.Order(step, order, topic);
    }

    /// <summary>The supplier changes what is to be paid.</summary>
    public static void Reprice(Step step, PurchaseOrder order, long? total, long? freight)
    {
        if (order.Status != "waitbuyerpay")
        {
            throw new MarketRefusal("ORDER_STATUS_ERROR", "订单状态错误");
        }

        order.Freight = freight ?? order.Freight;
        if (total is { } wanted)
        {
            order.Discount = wanted - order.GoodsAmount - order.Freight;
        }

        Modified(step, order);
        Push.Order(step, order, "ORDER_BUYER_VIEW_ORDER_PRICE_MODIFY");
    }

    public static void Modified(Step step, PurchaseOrder order)
    {
        order.ModifiedAt = step.Now;
        step.Touch(order);
    }

    /// <exception cref="MarketRefusal">The address is missing or not one in China.</exception>
    public static PurchaseAddress ReadAddress(string? text)
    {
        var json = ReadJson(text, "addressParam") as JsonObject ?? throw new MarketRefusal("400", "addressParam invalid");
        if (json["addressId"] is { } savedId)
        {
            var saved = SavedAddresses.FirstOrDefault(a => Key(a.Id) == savedId.ToString());
            return saved.Address ?? throw new MarketRefusal("400", "AddressId invalid:AddressId invalid");
        }

        string Field(string name) => json[name] switch
        {
            null => string.Empty,
            JsonValue value => value.ToString(),
            _ => throw new MarketRefusal("400", $"addressParam invalid:{name}"),
        };
        var address = new PurchaseAddress
        {
            FullName = Field("fullName"),
            Mobile = Field("mobile"),
            Phone = Field("phone"),
            PostCode = Field("postCode"),
            Province = Field("provinceText"),
            City = Field("cityText"),
            Area = Field("areaText"),
            Town = Field("townText"),
            Address = Field("address"),
        };
        var problem = address.FullName.Length < 2 ? "fullName"
            : address.Mobile.Length == 0 && address.Phone.Length == 0 ? "mobile"
            : !address.Phone.All(c => char.IsAsciiDigit(c) || c is '-' or ' ' or '+') || !address.Mobile.All(c => char.IsAsciiDigit(c) || c is '-' or ' ' or '+') ? "phone"
            : address.Address.Length is 0 or > 200 ? "address"
            : json["districtCode"] is not null ? null
            : !s_provinces.Any(p => address.Province.StartsWith(p, StringComparison.Ordinal)) ? "provinceText"
            : address.City.Length == 0 ? "cityText"
            : null;
        return problem is null ? address : throw new MarketRefusal("400", $"addressParam invalid:{problem} invalid");
    }

    private static List<(Offer Offer, OfferSpec? Spec, string? SpecId, int Quantity)> ReadCargo(Step step, string? text)
    {
        if (ReadJson(text, "cargoParamList") is not JsonArray { Count: > 0 } items)
        {
            throw new MarketRefusal("400", "cargoParamList invalid");
        }

        if (items.Count > 50)
        {
            throw new MarketRefusal("400", "cargoParamList size exceeds 50");
        }

        var cart = new List<(Offer, OfferSpec?, string?, int)>();
        foreach (var item in items)
        {
            var offer = step.Find<Offer>(item?["offerId"]?.ToString() ?? string.Empty) ?? throw new MarketRefusal("500_001", $"商品不存在 {item?["offerId"]}");
            var specId = item?["specId"]?.ToString() is { Length: > 0 } given ? given : null;
            if (!decimal.TryParse(item?["quantity"]?.ToString(), CultureInfo.InvariantCulture, out var quantity) || quantity < 1 || quantity != decimal.Truncate(quantity))
            {
                throw new MarketRefusal("400", "quantity invalid");
            }

            cart.Add((offer, offer.Specs.Find(s => s.SpecId == specId), specId, (int)quantity));
        }

        return cart;
    }

    private static Quote PriceIn(string flow, List<(Offer Offer, OfferSpec? Spec, string? SpecId, int Quantity)> cart, PurchaseAddress address)
    {
        var onePieceFlow = flow is "fenxiao" or "saleproxy" or "boutiquefenxiao";
        var lines = new List<QuoteLine>();
        foreach (var (offer, spec, _, quantity) in cart)
        {
            if (flow == "saleproxy" && !offer.Related)
            {
                throw new MarketRefusal("500_007", $"无代销关系 {offer.Id}");
            }

            var offerQuantity = cart.Where(c => c.Offer == offer).Sum(c => c.Quantity);
            var onePiece = onePieceFlow && offer.OnePiece;
            var unit = onePiece && offer.OnePiecePrice is { } single ? single + ((spec?.Price ?? 0) - (offer.Specs.FirstOrDefault()?.Price ?? 0)) : offer.UnitPrice(spec, offerQuantity);
            if (unit <= 0)
            {
                throw new MarketRefusal("500_008", $"商品价格为0 {offer.Id}_{spec?.SpecId}");
            }

            if (flow == "boutiquepifa" && offerQuantity < 2)
            {
                throw new MarketRefusal("500_009", $"低于批发起批量 {offer.Id}");
            }

            lines.Add(new QuoteLine(offer, spec, quantity, unit));
        }

        var below = cart.Where(c => !(onePieceFlow && c.Offer.OnePiece) && cart.Where(x => x.Offer == c.Offer).Sum(x => x.Quantity) < c.Offer.MinOrderQuantity).ToList();
        if (below.Count > 0)
        {
            if (below[0].Offer.Mix is not { } mix)
            {
                throw new MarketRefusal("500_005", $"低于起订量 {below[0].Offer.Id}");
            }

            if (cart.Sum(c => c.Quantity) < mix.Number && lines.Sum(l => l.UnitPrice * l.Quantity) < mix.Amount)
            {
                throw new MarketRefusal("500_006", $"不满足混批条件 数量{mix.Number}或金额{MarketText.YuanText(mix.Amount)}");
            }
        }

        var chargeable = lines.Where(l => !(onePieceFlow && l.Offer.OnePieceFreePostage)).ToList();
        var freightOpen = chargeable.Exists(l => l.Offer.Freight is null);
        var tariffs = chargeable.Where(l => l.Offer.Freight is not null).ToList();
        var freight = tariffs.Count == 0
            ? 0
            : tariffs.Max(l => l.Offer.Freight!.First) + tariffs.Sum(l => l.Offer.Freight!.Further * l.Quantity) - tariffs.Max(l => l.Offer.Freight!.Further);
        if (s_remote.Any(p => address.Province.StartsWith(p, StringComparison.Ordinal)))
        {
            freight *= 3;
        }

        return new Quote(Catalogue.SupplierOf(lines[0].Offer), flow, lines, freight, freightOpen, flow == "general" ? ["assureTrade", "alipay", "period"] : ["assureTrade", "alipay"]);
    }

    private static JsonNode? ReadJson(string? text, string name)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new MarketRefusal("gw.ParamMissing", $"{name} is missing");
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new MarketRefusal("400", $"{name} invalid");
        }
    }
}
