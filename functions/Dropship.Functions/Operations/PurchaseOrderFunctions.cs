using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Operations;

/// <summary>What a person does with one purchase order.</summary>
public sealed class PurchaseOrderFunctions(
    IOrders orders,
    OperatorCommands commands,
    ShipmentCommands shipments,
    HandPlacement placements,
    HandPayment payments,
    Texts texts
)
{
    /// <summary>Confirms that a prepared purchase order is placed (manual mode).</summary>
    [Function("ConfirmPurchaseOrder")]
    public Task<IActionResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/purchase-orders/{key}/confirm")] HttpRequest request,
        string key,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            request,
            key,
            (purchase, input) => commands.ConfirmAsync(purchase, input.Who, cancellationToken),
            "Only a purchase order that waits for confirmation can be confirmed.",
            cancellationToken
        );

    /// <summary>Cancels a purchase order, unless its parcels are on their way or it is at its end.</summary>
    [Function("CancelPurchaseOrder")]
    public Task<IActionResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/purchase-orders/{key}/cancel")] HttpRequest request,
        string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            request,
            key,
            (purchase, input) => commands.CancelAsync(purchase, input.Who, input.WhyOr("not wanted"), cancellationToken),
            "It cannot be cancelled.",
            cancellationToken
        );

    /// <summary>Gives the supplier's tracking number by hand where 1688 shows none.</summary>
    [Function("NumberPurchaseOrder")]
    public Task<IActionResult> NumberAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/purchase-orders/{key}/number")] HttpRequest request,
        string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        TakeAsync<NumberInput>(
            request,
            key,
            input => input.Check(),
            (purchase, input) =>
                shipments.NumberAsync(
                    purchase,
                    TrackingNumbers.Read(input.Number)[0],
                    input.Carrier,
                    input.Who,
                    input.Why,
                    cancellationToken
                ),
            "A number can be given to what is paid and has none on 1688.",
            cancellationToken
        );

    /// <summary>Marks a purchase order as shipped without a call to the store.</summary>
    [Function("MarkPurchaseOrderShipped")]
    public Task<IActionResult> MarkShippedAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/purchase-orders/{key}/mark-shipped")] HttpRequest request,
        string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        TakeAsync<PersonInput>(
            request,
            key,
            input => input.CheckWithReason("stands in the order's history"),
            (purchase, input) => shipments.MarkShippedAsync(purchase, input.Who, input.Why, cancellationToken),
            "Only what is shipped, and not in the store or refused there, can be marked.",
            cancellationToken
        );

    /// <summary>Takes an order that a person placed on 1688, once it was read there and holds just what is asked for.</summary>
    [Function("PlacePurchaseOrderByHand")]
    public Task<IActionResult> PlacedAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/purchase-orders/{key}/placed")] HttpRequest request,
        string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<PlacedInput>(
            request,
            input => input.Check(),
            async input =>
                !PurchaseOrderKey.TryParse(key, out var purchase)
                || (await orders.LoadAsync(purchase.Order, cancellationToken))?.Find(purchase) is null
                    ? Missing.PurchaseOrder(key)
                : await placements.AdoptAsync(purchase, input.SupplierOrderId.Trim(), input.Who, input.Why, cancellationToken)
                    is { } refusal
                    ? Problems.Conflict($"Nothing is changed: {refusal}.")
                : new AcceptedResult(),
            cancellationToken
        );

    /// <summary>Has 1688 asked whether a purchase order is paid that a person paid there.</summary>
    [Function("PayPurchaseOrderByHand")]
    public Task<IActionResult> PaidAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/purchase-orders/{key}/paid")] HttpRequest request,
        string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            request,
            key,
            (purchase, input) => payments.LookAsync(purchase, input.Who, input.WhyOr("paid by hand"), cancellationToken),
            "Nothing of it is unpaid on 1688, or 1688 does not say that it is paid.",
            cancellationToken
        );

    private Task<IActionResult> TakeAsync(
        HttpRequest request,
        string text,
        Func<PurchaseOrderKey, PersonInput, Task<bool>> act,
        string refusal,
        CancellationToken cancellationToken
    ) => TakeAsync<PersonInput>(request, text, input => input.Check(), act, refusal, cancellationToken);

    private Task<IActionResult> TakeAsync<TInput>(
        HttpRequest request,
        string text,
        Func<TInput, IReadOnlyList<string>> check,
        Func<PurchaseOrderKey, TInput, Task<bool>> act,
        string refusal,
        CancellationToken cancellationToken
    )
        where TInput : class =>
        Json.TakeAsync(
            request,
            check,
            async input =>
            {
                if (
                    !PurchaseOrderKey.TryParse(text, out var key)
                    || (await orders.LoadAsync(key.Order, cancellationToken))?.Find(key) is not { } before
                )
                {
                    return Missing.PurchaseOrder(text);
                }

                // A purchase order that was at its end before is not cancelled once more.
                return !PurchaseOrderTransitions.IsFinal(before.State) && await act(key, input)
                    ? new AcceptedResult()
                    : Problems.Conflict(
                        $"{refusal} {OrderWords.Where(texts, (await orders.LoadAsync(key.Order, cancellationToken))?.Find(key) ?? before)}"
                    );
            },
            cancellationToken
        );
}
