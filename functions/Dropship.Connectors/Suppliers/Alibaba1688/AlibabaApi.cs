using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>An interface of the open platform, all of version 1.</summary>
internal sealed record AlibabaApi(string Namespace, string Name, bool IsRead = true, bool NeedsToken = true)
{
    private const string Trade = "com.alibaba.trade";
    private const string Logistics = "com.alibaba.logistics";

    public static AlibabaApi Preview { get; } = new(Trade, "alibaba.createOrder.preview");

    public static AlibabaApi FastCreateOrder { get; } = new(Trade, "alibaba.trade.fastCreateOrder", IsRead: false);

    public static AlibabaApi CreateCrossOrder { get; } = new(Trade, "alibaba.trade.createCrossOrder", IsRead: false);

    public static AlibabaApi CreateDistributionOrder { get; } = new(Trade, "alibaba.trade.fenxiaoOrder.create", IsRead: false);

    public static AlibabaApi Order { get; } = new(Trade, "alibaba.trade.get.buyerView");

    public static AlibabaApi Orders { get; } = new(Trade, "alibaba.trade.getBuyerOrderList");

    public static AlibabaApi Cancel { get; } = new(Trade, "alibaba.trade.cancel", IsRead: false);

    public static AlibabaApi PayUrl { get; } = new(Trade, "alibaba.alipay.url.get");

    public static AlibabaApi PayByAgreement { get; } = new(Trade, "alibaba.trade.pay.protocolPay.preparePay", IsRead: false);

    public static AlibabaApi Parcels { get; } = new(Logistics, "alibaba.trade.getLogisticsInfos.buyerView");

    public static AlibabaApi Trace { get; } = new(Logistics, "alibaba.trade.getLogisticsTraceInfo.buyerView");

    public static AlibabaApi OfferDetail { get; } = new("com.alibaba.fenxiao.crossborder", "product.search.queryProductDetail");

    public static AlibabaApi DistributionOffer { get; } = new("com.alibaba.fenxiao", "alibaba.fenxiao.productInfo.get");

    // It confirms what it hands out, so that a lost reply loses messages: those are hints, and the sweep finds what they told.
    public static AlibabaApi MissedMessages { get; } = new("cn.alibaba.open", "push.cursor.messageList", NeedsToken: false);

    /// <summary>The interfaces that an account cannot do without, beside the list of its orders, each with what it is for.</summary>
    public static IEnumerable<(AlibabaApi Api, string Purpose)> NeededBy(PurchasingAccount account)
    {
        yield return (account.OrderCreationApi == OrderCreationApi.Distribution ? DistributionOffer : OfferDetail, "to read offers");
        yield return (Preview, "to ask for prices before an order");
        yield return (AlibabaTables.Create(account.OrderCreationApi), "to order");
        yield return (Order, "to read orders");
        yield return (Cancel, "to close unpaid orders");
        yield return (PayUrl, "to open the cashier");
        if (account.PaymentMode == PaymentMode.Agreement)
        {
            yield return (PayByAgreement, "to pay by agreement");
        }

        yield return (Parcels, "to see parcels and their numbers");
        yield return (Trace, "to follow parcels");
    }
}
