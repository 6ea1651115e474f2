using System.Globalization;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Operations;

/// <summary>One order as a page for the team, with what can be done with it. No personal data of the customer.</summary>
public sealed class OrderPage(
    Texts texts,
    Templates templates,
    IStoreAccounts accounts,
    PagesOutside pages,
    SupplierRecords suppliers,
    GuardOptions guards
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
        var records = new Dictionary<string, SupplierRecord?>(StringComparer.Ordinal);
        foreach (var supplier in order.PurchaseOrders.Select(purchase => purchase.SupplierId).Distinct(StringComparer.Ordinal))
        {
            records[supplier] = await suppliers.FindAsync(supplier, cancellationToken);
        }

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
                    new[]
                    {
                        t[$"storePayment{order.StoreOrder.Payment}"],
                        t[$"storeFulfilment{order.StoreOrder.Fulfilment}"],
                        t[$"delivery{order.Delivery}"],
                        OnTime(order.IsOnTime, t),
                    }.OfType<string>()
                ),
                hold = order.Hold is { } hold ? texts.What(language, hold.Code) : null,
                todo = order.Hold is { } held ? texts.Todo(language, held.Code) : null,
                detail = order.Hold is { } why ? texts.Detail(language, why.Detail, why.Facts) : null,
                storePage = pages.OfOrder(account, order)?.AbsoluteUri,
                release = actions.CanRelease,
                purchases = order.PurchaseOrders.Select(purchase => Row(purchase, actions, records[purchase.SupplierId], language, list)),
            }
        );
    }

    /// <summary>Whether the store had all numbers in time, in words; null while that is not known, or where there was no
    /// deadline.</summary>
    internal static string? OnTime(bool? isOnTime, IReadOnlyDictionary<string, string> t) =>
        isOnTime switch
        {
            true => t["deadlineMet"],
            false => t["deadlineMissed"],
            null => null,
        };

    private string Say(SupplierRecord record, Language language) =>
        texts.Say(
            language,
            "supplierRecord",
            ("days", guards.SupplierWindow.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)),
            ("purchases", record.Purchases.ToString("N0", CultureInfo.InvariantCulture)),
            ("late", record.LatePercent.ToString("0.#", CultureInfo.InvariantCulture)),
            ("suspected", record.SuspectedPercent.ToString("0.#", CultureInfo.InvariantCulture)),
            ("rises", record.PriceRisePercent.ToString("0.#", CultureInfo.InvariantCulture)),
            ("cancelled", record.CancelledPercent.ToString("0.#", CultureInfo.InvariantCulture))
        );

    private object Row(PurchaseOrder purchase, OrderActions actions, SupplierRecord? record, Language language, string list)
    {
        var t = texts.In(language);
        return new
        {
            key = purchase.Key.Value,
            supplier = purchase.SupplierLabel,
            amount = purchase.Amount is { } amount ? Texts.Amount(amount) : null,
            state = t[$"purchase{purchase.State}"],
            record = record is null ? null : Say(record, language),
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
                    page = pages.OfParcel(parcel, language)!.AbsoluteUri,
                    label = texts.Say(language, "trackingPage", ("number", parcel.WaybillNumber!)),
                }),
            hold = purchase.Hold is { } hold ? texts.What(language, hold.Code) : null,
            todo = purchase.Hold is { } held ? texts.Todo(language, held.Code) : null,
            detail = purchase.Hold is { } why ? texts.Detail(language, why.Detail, why.Facts) : null,
            placed = purchase.SupplierOrders.Select(placed => new
            {
                id = placed.OrderId,
                page = pages.OfSupplierOrder(placed.OrderId)?.AbsoluteUri,
            }),
            approval = PurchaseOrderSummary.Of(purchase).AwaitsApprover ? $"{list}/approvals/{purchase.Key}" : null,
            approvalWord = t[purchase.State == PurchaseOrderState.Approved ? "pay" : "review"],
            confirm = actions.Confirmable.Contains(purchase.Key),
            cancel = actions.Cancellable.Contains(purchase.Key),
        };
    }
}
