using Dropship.Core.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Functions.Words;

namespace Dropship.Functions.Operations;

/// <summary>The list of orders as a page for the team.</summary>
public sealed class OrderListPage(Templates templates)
{
    /// <param name="list">The orders, as they are to be listed.</param>
    /// <param name="styleNonce">The mark of the page's styles.</param>
    public string Show(IReadOnlyList<OrderSummary> list, string styleNonce) => templates.Fill("Operations.orders.page.hbs", new
    {
        styleNonce,
        total = list.Count,
        tabs = Enum.GetValues<PurchaseOrderTab>().Select(tab => new
        {
            name = tab.ToString(),
            count = list.SelectMany(order => order.PurchaseOrders).Count(purchase => PurchaseOrderTabs.Of(purchase.State) == tab),
        }),
        orders = list.Select(order => new
        {
            number = order.Number,
            account = order.Key.AccountId,
            state = order.State.ToString(),
            hold = Hold(order.HoldCode),
            detail = order.HoldDetail,
            payment = order.Payment.ToString(),
            fulfilment = order.Fulfilment.ToString(),
            delivery = order.Delivery.ToString(),
            seen = WordBook.Time(Language.English, order.FirstSeenAt),
            purchases = order.PurchaseOrders.Select(purchase => new
            {
                supplier = purchase.SupplierName,
                state = purchase.State.ToString(),
                amount = purchase.Amount?.ToString(),
                ids = string.Join(", ", purchase.SupplierOrderIds),
                numbers = string.Join(", ", purchase.TrackingNumbers),
                hold = Hold(purchase.HoldCode),
                detail = purchase.HoldDetail,
            }),
        }),
    });

    private static string? Hold(string? code) => code is null ? null : HoldReasons.Get(code).English;
}
