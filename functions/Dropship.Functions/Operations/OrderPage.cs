using System.Globalization;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Operations;

/// <summary>One order as a page for the team, with what can be done with it. No personal data of the customer.</summary>
public sealed class OrderPage(
    Texts texts,
    Templates templates,
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    ISupplierMarket market,
    TrackingPages pages
)
{
    /// <param name="order">The order.</param>
    /// <param name="language">The reader's language.</param>
    /// <param name="list">The path of the list, which links to approvals continue.</param>
    /// <param name="styleNonce">The nonce of the page's styles.</param>
    /// <param name="nonce">The mark of the page's forms.</param>
    /// <param name="says">The name of a text that tells what became of the last form; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<string> ShowAsync(
        Order order,
        Language language,
        string list,
        string styleNonce,
        string nonce,
        string? says,
        CancellationToken cancellationToken
    )
    {
        var t = texts.In(language);
        var actions = OrderActions.Of(order);
        var account = await accounts.FindAsync(order.Key.AccountId, cancellationToken);
        var storePage = account is null ? null : platforms.Find(account.Platform)?.OrderPageOf(account, order.Key.StoreOrderId);
        return templates.Fill(
            "Operations.order.page.hbs",
            new
            {
                t,
                styleNonce,
                nonce,
                seen = order.EventCount.ToString(CultureInfo.InvariantCulture),
                title = $"{t["order"]} {order.StoreOrder.Number} · {account?.DisplayName ?? order.Key.AccountId}",
                list,
                page = OrderPaths.PageOf(list, order.Key),
                said = says is null ? null : t[says],
                state = t[$"order{order.State}"],
                store = string.Join(
                    " · ",
                    t[$"storePayment{order.StoreOrder.Payment}"],
                    t[$"storeFulfilment{order.StoreOrder.Fulfilment}"],
                    t[$"delivery{order.Delivery}"]
                ),
                hold = order.Hold is { } hold ? texts.What(language, hold.Code) : null,
                todo = order.Hold is { } held ? texts.Todo(language, held.Code) : null,
                detail = order.Hold is { } why ? texts.Detail(language, why.Detail, why.Facts) : null,
                storePage = storePage?.AbsoluteUri,
                release = actions.CanRelease,
                purchases = order.PurchaseOrders.Select(purchase => Row(purchase, actions, language, list)),
            }
        );
    }

    private object Row(PurchaseOrder purchase, OrderActions actions, Language language, string list)
    {
        var t = texts.In(language);
        return new
        {
            key = purchase.Key.Value,
            supplier = purchase.SupplierLabel,
            amount = purchase.Amount is { } amount ? Texts.Amount(amount) : null,
            state = t[$"purchase{purchase.State}"],
            lines = purchase.Lines.Select(line =>
                string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} × {line.Title ?? line.OfferId}")
            ),
            numbers = purchase
                .Parcels.Where(parcel => parcel.WaybillNumber is not null)
                .Select(parcel => new
                {
                    number = parcel.WaybillNumber,
                    carrier = Carriers.NameOf(parcel.CarrierName, parcel.CarrierCode),
                    status = t[$"parcel{parcel.Status}"],
                    page = pages.Of(parcel, language)!.AbsoluteUri,
                    label = texts.Say(language, "trackingPage", ("number", parcel.WaybillNumber!)),
                }),
            hold = purchase.Hold is { } hold ? texts.What(language, hold.Code) : null,
            todo = purchase.Hold is { } held ? texts.Todo(language, held.Code) : null,
            detail = purchase.Hold is { } why ? texts.Detail(language, why.Detail, why.Facts) : null,
            placed = purchase.SupplierOrders.Select(placed => new
            {
                id = placed.OrderId,
                page = market.OrderPageOf(placed.OrderId)?.AbsoluteUri,
            }),
            approval = PurchaseOrderSummary.Of(purchase).AwaitsApprover ? $"{list}/approvals/{purchase.Key}" : null,
            approvalWord = t[purchase.State == PurchaseOrderState.Approved ? "pay" : "review"],
            confirm = actions.Confirmable.Contains(purchase.Key),
            cancel = actions.Cancellable.Contains(purchase.Key),
        };
    }
}
