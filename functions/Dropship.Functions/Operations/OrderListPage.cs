using Dropship.Core.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Functions.Words;

namespace Dropship.Functions.Operations;

/// <summary>The list of orders as a page for the team.</summary>
public sealed class OrderListPage(Templates templates)
{
    // A page of more takes a phone longer to show than to load.
    private const int MostShown = 500;

    /// <param name="listing">The orders.</param>
    /// <param name="styleNonce">The mark of the page's styles.</param>
    public string Show(OrderListing listing, string styleNonce) => templates.Fill("Operations.orders.page.hbs", new
    {
        styleNonce,
        total = listing.Orders.Count,
        shown = listing.Orders.Count > MostShown || listing.IsCut ? Math.Min(MostShown, listing.Orders.Count) : (int?)null,
        daysBack = OrderLister.DaysBack,
        tabs = Enum.GetValues<PurchaseOrderTab>().Select(tab => new
        {
            name = tab.ToString(),
            count = listing.Orders.SelectMany(order => order.PurchaseOrders).Count(purchase => PurchaseOrderTabs.Of(purchase.State) == tab),
        }),
        orders = listing.Orders.Take(MostShown).Select(order => new
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
