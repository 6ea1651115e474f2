using System.Globalization;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Operations;

/// <summary>The list of orders as a page for the team.</summary>
public sealed class OrderListPage(Texts texts, Templates templates, ApprovalOptions options)
{
    // A page of more takes a phone longer to show than to load.
    private const int MostShown = 500;

    /// <param name="listing">The orders.</param>
    /// <param name="language">The reader's language.</param>
    /// <param name="styleNonce">The mark of the page's styles.</param>
    public string Show(OrderListing listing, Language language, string styleNonce)
    {
        var t = texts.In(language);
        var isCut = listing.Orders.Count > MostShown || listing.IsCut;
        return templates.Fill("Operations.orders.page.hbs", new
        {
            t,
            styleNonce,

            // Each look is paid for in Azure, and pages stay open.
            refresh = options.PublicAddress.IsLoopback ? 5 : 60,
            title = texts.Say(language, "listTitle", ("total", Text(listing.Orders.Count))),
            what = texts.Say(language, "listWhat", ("days", Text(OrderLister.DaysBack))),
            shown = isCut ? texts.Say(language, "listShown", ("shown", Text(Math.Min(MostShown, listing.Orders.Count)))) : null,
            tabs = Enum.GetValues<PurchaseOrderGroup>().Select(tab => new
            {
                name = t[$"tab{tab}"],
                count = listing.Orders.SelectMany(order => order.PurchaseOrders).Count(purchase => PurchaseOrderGroups.Of(purchase.State) == tab),
            }),
            orders = listing.Orders.Take(MostShown).Select(order => new
            {
                number = order.Number,
                account = order.Key.AccountId,
                state = t[$"order{order.State}"],
                hold = Hold(order.HoldCode, language),
                detail = order.HoldDetail,
                store = string.Join(" · ", t[$"storePayment{order.Payment}"], t[$"storeFulfilment{order.Fulfilment}"], t[$"delivery{order.Delivery}"]),
                seen = Texts.Time(language, order.FirstSeenAt),
                purchases = order.PurchaseOrders.Select(purchase => new
                {
                    supplier = purchase.SupplierName,
                    state = t[$"purchase{purchase.State}"],
                    amount = purchase.Amount?.ToString(),
                    ids = string.Join(", ", purchase.SupplierOrderIds),
                    numbers = string.Join(", ", purchase.TrackingNumbers),
                    hold = Hold(purchase.HoldCode, language),
                    detail = purchase.HoldDetail,
                }),
            }),
        });
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string? Hold(string? code, Language language) => code is null ? null : texts.What(language, code);
}
