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
    SupplierContact supplier,
    OrderFigures figures,
    TrackingPages pages
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
        var records = await figures.RecordsAsync(order, language, cancellationToken);
        var totals = await figures.TotalsAsync(order, language, cancellationToken);
        var platform = account is null ? null : platforms.Find(account.Platform);
        var waits = figures.WaitsOf(order, language).ToLookup(wait => wait.Key, wait => wait.Words, StringComparer.Ordinal);
        var urges = new Dictionary<string, (string Words, string? Meaning, Uri? Chat)?>(StringComparer.Ordinal);
        foreach (var purchase in order.PurchaseOrders)
        {
            urges[purchase.Key.Value] = await supplier.UrgeAsync(purchase, language, cancellationToken);
        }

        var storePage = account is null ? null : platform?.OrderPageOf(account, order.Key.StoreOrderId);
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
                waits = waits[string.Empty],
                storePage = storePage?.AbsoluteUri,
                release = actions.CanRelease,
                purchases = order.PurchaseOrders.Select(purchase =>
                    Row(
                        purchase,
                        actions,
                        (records[purchase.SupplierId], totals.GetValueOrDefault(purchase.Key)),
                        LabelsOf(order, purchase, platform, list),
                        waits[purchase.Key.Value],
                        urges[purchase.Key.Value],
                        language,
                        list
                    )
                ),
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

    private static IEnumerable<string> LabelsOf(Order order, PurchaseOrder purchase, IStorePlatform? platform, string list) =>
        LabelReader
            .LabelledOf(purchase, platform)
            .Select(parcel => $"{OrderPaths.PageOf(list, order.Key)}/labels/{Uri.EscapeDataString(parcel.ParcelId)}");

    private object Row(
        PurchaseOrder purchase,
        OrderActions actions,
        (string? Record, string? Total) figures,
        IEnumerable<string> labels,
        IEnumerable<string> waits,
        (string Words, string? Meaning, Uri? Chat)? urge,
        Language language,
        string list
    )
    {
        var t = texts.In(language);
        return new
        {
            key = purchase.Key.Value,
            supplier = purchase.SupplierLabel,
            amount = purchase.Amount is { } amount ? Texts.Amount(amount) : null,
            state = t[$"purchase{purchase.State}"],
            total = figures.Total,
            record = figures.Record,
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
            labels,
            waits,
            urge = urge is { } words
                ? new
                {
                    words = words.Words,
                    meaning = words.Meaning,
                    chat = words.Chat?.AbsoluteUri,
                }
                : null,
            hold = purchase.Hold is { } hold ? texts.What(language, hold.Code) : null,
            todo = purchase.Hold is { } held ? texts.Todo(language, held.Code) : null,
            detail = purchase.Hold is { } why ? texts.Detail(language, why.Detail, why.Facts) : null,
            placed = purchase.SupplierOrders.Select(placed => new
            {
                id = placed.OrderId,
                page = supplier.OrderPageOf(placed.OrderId)?.AbsoluteUri,
            }),
            approval = PurchaseOrderSummary.Of(purchase).AwaitsApprover ? $"{list}/approvals/{purchase.Key}" : null,
            approvalWord = t[purchase.State == PurchaseOrderState.Approved ? "pay" : "review"],
            confirm = actions.Confirmable.Contains(purchase.Key),
            cancel = actions.Cancellable.Contains(purchase.Key),
            forms = FormsOf(purchase, actions, t),
        };
    }
}
