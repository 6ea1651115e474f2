using System.Globalization;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>The rules by which orders come to be and change at 1688.</summary>
internal static class MarketService
{
    private const int CloseTooFastSeconds = 10;

    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Makes an order, or several where the sandbox is told to split. The same outer number again makes another one, as on the
    /// real market.</summary>
    public static IReadOnlyList<PurchaseOrder> Create(Step step, BuyerAccount buyer, IReadOnlyDictionary<string, string> parameters)
    {
        var message = parameters.GetValueOrDefault("message");
        if (message?.Length > 500)
        {
            throw new MarketRefusal("400", "message too long");
        }

        var quote = QuoteService.Price(
            step,
            parameters.GetValueOrDefault("flow"),
            parameters.GetValueOrDefault("addressParam"),
            parameters.GetValueOrDefault("cargoParamList")
        );
        if (parameters.GetValueOrDefault("tradeType") is { Length: > 0 } wanted && !quote.TradeTypes.Contains(wanted))
        {
            throw new MarketRefusal("400", $"not support tradeType:【{wanted}】");
        }

        var address = AddressBook.Read(parameters.GetValueOrDefault("addressParam"));
        var parts =
            step.Settings.SplitOrders && quote.Lines.Count > 1
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
                order.Lines.Add(
                    new PurchaseLine
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
                    }
                );
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
}
