using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>What a cart costs in a flow, and what stands against ordering it.</summary>
internal static class QuoteService
{
    private static readonly HashSet<string> s_flows = new(StringComparer.Ordinal)
    {
        "general",
        "fenxiao",
        "saleproxy",
        "paired",
        "repurchase",
        "boutiquefenxiao",
        "boutiquepifa",
    };

    private static readonly string[] s_remote = ["新疆", "西藏", "青海", "内蒙古", "海南"];

    /// <summary>Prices a cart, or says why it cannot be ordered.</summary>
    /// <exception cref="MarketRefusal">One of the documented codes.</exception>
    public static Quote Price(Step step, string? flow, string? addressParam, string? cargoParamList)
    {
        var address = AddressBook.Read(addressParam);
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

    private static List<(Offer Offer, OfferSpec? Spec, string? SpecId, int Quantity)> ReadCargo(Step step, string? text)
    {
        if (MarketText.Json(text, "cargoParamList") is not JsonArray { Count: > 0 } items)
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
            var offer =
                step.Find<Offer>(item?["offerId"]?.ToString() ?? string.Empty)
                ?? throw new MarketRefusal("500_001", $"商品不存在 {item?["offerId"]}");
            var specId = item?["specId"]?.ToString() is { Length: > 0 } given ? given : null;
            if (
                !decimal.TryParse(item?["quantity"]?.ToString(), CultureInfo.InvariantCulture, out var quantity)
                || quantity < 1
                || quantity != decimal.Truncate(quantity)
            )
            {
                throw new MarketRefusal("400", "quantity invalid");
            }

            cart.Add((offer, offer.Specs.Find(s => s.SpecId == specId), specId, (int)quantity));
        }

        return cart;
    }

    private static Quote PriceIn(
        string flow,
        List<(Offer Offer, OfferSpec? Spec, string? SpecId, int Quantity)> cart,
        PurchaseAddress address
    )
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
            var unit =
                onePiece && offer.OnePiecePrice is { } single
                    ? single + ((spec?.Price ?? 0) - (offer.Specs.FirstOrDefault()?.Price ?? 0))
                    : offer.UnitPrice(spec, offerQuantity);
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

        var below = cart.Where(c =>
                !(onePieceFlow && c.Offer.OnePiece) && cart.Where(x => x.Offer == c.Offer).Sum(x => x.Quantity) < c.Offer.MinOrderQuantity
            )
            .ToList();
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
        var freight =
            tariffs.Count == 0
                ? 0
                : tariffs.Max(l => l.Offer.Freight!.First)
                    + tariffs.Sum(l => l.Offer.Freight!.Further * l.Quantity)
                    - tariffs.Max(l => l.Offer.Freight!.Further);
        if (s_remote.Any(p => address.Province.StartsWith(p, StringComparison.Ordinal)))
        {
            freight *= 3;
        }

        return new Quote(
            Catalogue.SupplierOf(lines[0].Offer),
            flow,
            lines,
            freight,
            freightOpen,
            flow == "general" ? ["assureTrade", "alipay", "period"] : ["assureTrade", "alipay"]
        );
    }
}
