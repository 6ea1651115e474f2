using System.Globalization;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;

namespace Dropship.Functions.Operations;

/// <summary>Does what a form of an order's page asks for, in the name of the page's reader.</summary>
public sealed class OrderActs(
    OperatorCommands commands,
    ShipmentCommands shipments,
    ShipmentEntry entry,
    HandPlacement placements,
    HandPayment payments,
    Texts texts
)
{
    private const int MostReasonCharacters = 200;
    private const int MostFieldCharacters = 60;

    /// <returns>What became of it, in the reader's language.</returns>
    public async Task<string> DoAsync(IFormCollection form, Order order, Approver reader, CancellationToken cancellationToken)
    {
        var t = texts.In(reader.Language);
        var act = form["act"].ToString();
        if (act == "look")
        {
            await commands.LookAgainAsync(order.Key, reader.Name, null, cancellationToken);
            return t["actLooked"];
        }

        if (form["seen"] != order.EventCount.ToString(CultureInfo.InvariantCulture))
        {
            return t["actChanged"];
        }

        var why = OutsideText.Line(form["why"].ToString(), MostReasonCharacters);
        if (why.Length == 0 && act != "confirm")
        {
            return t["actWhyMissing"];
        }

        var actions = OrderActions.Of(order);
        var purchase = PurchaseOrderKey.TryParse(form["purchase"], out var key) ? key : default;
        var who = reader.Name;
        switch (act)
        {
            case "release" when actions.CanRelease && (await commands.ReleaseAsync(order.Key, who, why, cancellationToken)).Count > 0:
                return t["actReleased"];
            case "cancel" when actions.Cancellable.Contains(purchase) && await commands.CancelAsync(purchase, who, why, cancellationToken):
                return t["actCancelled"];
            case "confirm" when actions.Confirmable.Contains(purchase) && await commands.ConfirmAsync(purchase, who, cancellationToken):
                return t["actConfirmed"];
            case "placed" when actions.Placeable.Contains(purchase):
                return await PlacedAsync(Field(form, "supplierOrder"), purchase, who, why, t, cancellationToken);
            case "paid" when actions.Payable.Contains(purchase):
                return t[await payments.LookAsync(purchase, who, why, cancellationToken) ? "actPaidDone" : "actPaidNot"];
            case "number" when actions.Numberable.Contains(purchase):
                return await NumberAsync(Field(form, "number"), Field(form, "carrier"), purchase, who, why, t, cancellationToken);
            case "mark" when actions.Markable.Contains(purchase) && await shipments.MarkShippedAsync(purchase, who, why, cancellationToken):
                return t["actMarkDone"];
            case "arrived"
                when actions.Arriving.Contains(purchase)
                    && await entry.NoteArrivalAsync(order.Key, purchase.Value, hasArrived: true, who, why, cancellationToken) is null:
                return t["actArrivedDone"];
            default:
                return t["actNothing"];
        }
    }

    private static string Field(IFormCollection form, string name) => OutsideText.Line(form[name].ToString(), MostFieldCharacters).Trim();

    private async Task<string> PlacedAsync(
        string id,
        PurchaseOrderKey purchase,
        string who,
        string why,
        IReadOnlyDictionary<string, string> t,
        CancellationToken cancellationToken
    )
    {
        if (!PlacedInput.IsId(id))
        {
            return t["actPlacedNoId"];
        }

        return await placements.AdoptAsync(purchase, id, who, why, cancellationToken) is { } refusal
            ? t["actPlacedNot"].Replace("{why}", refusal, StringComparison.Ordinal)
            : t["actPlacedDone"];
    }

    private async Task<string> NumberAsync(
        string number,
        string carrier,
        PurchaseOrderKey purchase,
        string who,
        string why,
        IReadOnlyDictionary<string, string> t,
        CancellationToken cancellationToken
    )
    {
        if (TrackingNumbers.Read(number) is not [{ Length: <= MostFieldCharacters } one] || Carriers.Find(carrier, carrier) is null)
        {
            return t["actNumberNot"];
        }

        return t[await shipments.NumberAsync(purchase, one, carrier, who, why, cancellationToken) ? "actNumberDone" : "actNothing"];
    }
}
