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
    IStorePlatforms platforms,
    ISupplierMarket market,
    SupplierRecords suppliers,
    PageOptions options
)
{
    /// <param name="order">The order.</param>
    /// <param name="language">The reader's language.</param>
    /// <param name="list">The path of the list, which links to approvals continue.</param>
    /// <param name="styleNonce">The nonce of the page's styles.</param>
    /// <param name="nonce">The mark of the page's forms.</param>
    /// <param name="says">What became of the last form, in the reader's language; null for none.</param>
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
                said = says,
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
                storePage = storePage?.AbsoluteUri,
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

    private static IEnumerable<object> FormsOf(PurchaseOrder purchase, OrderActions actions, IReadOnlyDictionary<string, string> t)
    {
        if (actions.Placeable.Contains(purchase.Key))
        {
            yield return Form("placed", "actPlaced", "actPlacedAsk", ("supplierOrder", t["actPlacedId"]));
        }

        if (actions.Payable.Contains(purchase.Key))
        {
            yield return Form("paid", "actPaid", "actPaidAsk");
        }

        if (actions.Numberable.Contains(purchase.Key))
        {
            yield return Form("number", "actNumber", "actNumberAsk", ("number", t["actNumberNumber"]), ("carrier", t["actNumberCarrier"]));
        }

        if (actions.Arriving.Contains(purchase.Key))
        {
            yield return Form("arrived", "actArrived", "actArrivedAsk");
        }

        if (actions.Markable.Contains(purchase.Key))
        {
            yield return Form("mark", "actMark", "actMarkAsk");
        }

        object Form(string act, string title, string ask, params (string Name, string Label)[] fields) =>
            new
            {
                act,
                title = t[title],
                ask = t[ask],
                fields = fields.Select(field => new { name = field.Name, label = field.Label }),
            };
    }

    private string Say(SupplierRecord record, Language language) =>
        texts.Say(
            language,
            "supplierRecord",
            ("days", options.Guards.SupplierWindow.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)),
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
            total = ForwarderFees.Of(purchase, options.Rates) is { } fee && purchase.Cost is { } cost
                ? texts.Say(language, "totalCost", ("fee", Texts.Amount(fee)), ("total", Texts.Amount(cost + fee)))
                : null,
            record = record is null ? null : Say(record, language),
            lines = purchase.Lines.Select(line =>
                string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} × {line.Title ?? line.OfferId}")
            ),
            numbers = string.Join(", ", purchase.Parcels.Select(parcel => parcel.WaybillNumber).OfType<string>()),
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
            forms = FormsOf(purchase, actions, t),
        };
    }
}
