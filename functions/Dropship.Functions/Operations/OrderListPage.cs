using System.Globalization;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Fulfilment.Approvals;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Operations;

/// <summary>The list of orders as a page for the team.</summary>
public sealed class OrderListPage(Texts texts, Templates templates, ApprovalOptions options, TrackingPages pages)
{
    // More rows are slow to render on a phone.
    private const int MostShown = 500;

    /// <param name="listing">The orders.</param>
    /// <param name="language">The reader's language.</param>
    /// <param name="styleNonce">The nonce of the page's styles.</param>
    /// <param name="stop">The stop switch; null when payments are not stopped.</param>
    /// <param name="tab">The tab to show; null or unknown for all.</param>
    /// <param name="path">The path of the page, which links of rows continue.</param>
    public string Show(
        OrderListing listing,
        Language language,
        string styleNonce,
        StopState? stop = null,
        string? tab = null,
        string? path = null
    )
    {
        var t = texts.In(language);
        var all = listing.Orders.Select(order => (Order: order, Tab: OrderTabs.Of(order))).ToList();
        var chosen = Enum.TryParse<OrderTab>(tab, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : (OrderTab?)null;

        // The most urgent tab first, and in it the newest.
        var sorted = all.Where(one => chosen is null || one.Tab == chosen)
            .OrderBy(one => one.Tab)
            .ThenByDescending(one => one.Order.FirstSeenAt)
            .ThenBy(one => one.Order.Key.ToString(), StringComparer.Ordinal)
            .ToList();
        var isCut = sorted.Count > MostShown || listing.IsCut;
        return templates.Fill(
            "Operations.orders.page.hbs",
            new
            {
                t,
                styleNonce,

                // Each look is paid for in Azure, and pages stay open.
                refresh = options.PublicAddress.IsLoopback ? 5 : 60,
                title = texts.Say(language, "listTitle", ("total", Text(all.Count))),
                what = texts.Say(language, "listWhat", ("days", Text(OrderLister.DaysBack)), ("zone", Texts.ZoneOf(language))),
                stopped = FactLines.Stopped(stop, language, texts),
                shown = isCut ? texts.Say(language, "listShown", ("shown", Text(Math.Min(MostShown, sorted.Count)))) : null,
                path,
                everything = new
                {
                    name = t["tabAll"],
                    count = Text(all.Count),
                    current = chosen is null ? "page" : null,
                },
                tabs = Enum.GetValues<OrderTab>()
                    .Select(one => new
                    {
                        name = t[$"tab{one}"],
                        key = one.ToString(),
                        count = Text(all.Count(order => order.Tab == one)),
                        current = chosen == one ? "page" : null,
                    }),
                empty = sorted.Count == 0 ? t["listEmpty"] : null,
                orders = sorted.Take(MostShown).Select(one => Row(one.Order, one.Tab, language, path)),
            }
        );
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private object Row(OrderSummary order, OrderTab tab, Language language, string? path)
    {
        var t = texts.In(language);
        return new
        {
            anchor = OrderAnchor.Of(order.Key),
            number = order.Number,
            page = path is null ? null : OrderPaths.PageOf(path, order.Key),
            account = order.Key.AccountId,
            tab = t[$"tab{tab}"],
            state = t[$"order{order.State}"],
            hold = Hold(order.HoldCode, language),
            todo = Todo(order.HoldCode, language),
            detail = Detail(order.HoldDetail, order.HoldFacts, language),
            store = string.Join(
                " · ",
                new[]
                {
                    t[$"storePayment{order.Payment}"],
                    t[$"storeFulfilment{order.Fulfilment}"],
                    t[$"delivery{order.Delivery}"],
                    OrderPage.OnTime(order.IsOnTime, t),
                }.OfType<string>()
            ),
            seen = Texts.ShortTime(language, order.FirstSeenAt),
            purchases = order.PurchaseOrders.Select(purchase => new
            {
                supplier = purchase.SupplierName,
                state = purchase.PostponedAt is { } at
                    ? texts.Say(language, "purchasePostponed", ("until", Texts.ShortTime(language, at + options.AskAgainAfter)))
                    : t[$"purchase{purchase.State}"],
                amount = purchase.Amount is { } amount ? Texts.Amount(amount) : null,
                ids = string.Join(", ", purchase.SupplierOrderIds),
                numbers = purchase.TrackingNumbers.Select(number => new
                {
                    number,
                    page = pages.Of(number, language: language).AbsoluteUri,
                    label = texts.Say(language, "trackingPage", ("number", number)),
                }),
                hold = Hold(purchase.HoldCode, language),
                todo = Todo(purchase.HoldCode, language),
                detail = Detail(purchase.HoldDetail, purchase.HoldFacts, language),
                approval = path is not null && purchase.AwaitsApprover ? $"{path}/approvals/{purchase.Key}" : null,
                approvalWord = t[purchase.State == PurchaseOrderState.Approved ? "pay" : "review"],
            }),
        };
    }

    private string? Hold(string? code, Language language) => code is null ? null : texts.What(language, code);

    private string? Detail(string? text, HoldFacts? facts, Language language) => text is null ? null : texts.Detail(language, text, facts);

    private string? Todo(string? code, Language language) => code is null ? null : texts.Todo(language, code);
}
