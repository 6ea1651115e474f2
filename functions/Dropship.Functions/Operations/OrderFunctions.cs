using System.Globalization;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Operations;

/// <summary>Shows orders from stored state, and releases held ones.</summary>
public sealed class OrderFunctions(IOrders orders, OrderLister lister, OperatorCommands commands)
{
    /// <summary>The list of orders with their purchase orders. <c>state</c> takes a state of either; <c>all=true</c> adds those at their end that were first seen since the day <c>since</c>, or in the last days.</summary>
    [Function("ListOrders")]
    public async Task<IActionResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "orders")] HttpRequest request, CancellationToken cancellationToken)
    {
        DateOnly? since = null;
        if (request.Query["since"].ToString() is { Length: > 0 } text)
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return Json.Bad(["since: must be a day such as 2026-03-01."]);
            }

            since = day;
        }

        var listing = request.Query["all"] == "true" ? await lister.ReadWithEndedAsync(since, cancellationToken) : await lister.ReadOpenAsync(cancellationToken);
        var list = listing.Orders;
        var counts = list.SelectMany(order => order.PurchaseOrders).GroupBy(purchase => purchase.State).ToDictionary(group => group.Key.ToString(), group => group.Count(), StringComparer.Ordinal);
        var tabs = list.SelectMany(order => order.PurchaseOrders).GroupBy(purchase => PurchaseOrderGroups.Of(purchase.State)).ToDictionary(group => group.Key.ToString(), group => group.Count(), StringComparer.Ordinal);
        if (request.Query["state"].ToString() is { Length: > 0 } state)
        {
            list = [.. list.Where(order => order.State.ToString() == state || order.PurchaseOrders.Any(purchase => purchase.State.ToString() == state))];
        }

        return Json.Ok(new { total = list.Count, purchaseOrders = list.Sum(order => order.PurchaseOrders.Count), counts, tabs, isCut = listing.IsCut, orders = list });
    }

    /// <summary>All of one order, without personal data, with its whole history.</summary>
    [Function("ReadOrder")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "orders/{accountId}/{storeOrderId}")] HttpRequest request,
        string accountId,
        string storeOrderId,
        CancellationToken cancellationToken)
    {
        var key = new OrderKey(accountId, storeOrderId);
        if (await orders.LoadAsync(key, cancellationToken) is not { } record)
        {
            return new NotFoundResult();
        }

        var history = await orders.ReadEventsAsync(key, cancellationToken);
        return Json.Ok(new { order = record with { StoreOrder = record.StoreOrder with { ShipTo = null, Note = null }, Version = null }, history });
    }

    /// <summary>Releases an order from the failed step.</summary>
    [Function("ReleaseOrder")]
    public Task<IActionResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "orders/{accountId}/{storeOrderId}/release")] HttpRequest request,
        string accountId,
        string storeOrderId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ForOrderAsync<PersonInput>(
            request,
            new OrderKey(accountId, storeOrderId),
            input => input.Check(),
            async (key, input) => Json.Ok(new { released = await commands.ReleaseAsync(key, input.Who, input.WhyOr("released"), cancellationToken) }),
            cancellationToken);

    /// <summary>Resends goods of an order.</summary>
    [Function("ResendOrder")]
    public Task<IActionResult> ResendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "orders/{accountId}/{storeOrderId}/resend")] HttpRequest request,
        string accountId,
        string storeOrderId,
        CancellationToken cancellationToken) => ForOrderAsync<ResendInput>(
            request,
            new OrderKey(accountId, storeOrderId),
            input => input.Check(),
            async (key, input) => await commands.ResendAsync(key, input.Lines, input.Who, input.Why, cancellationToken) is { Count: > 0 } made
                ? Json.Ok(new { purchaseOrders = made })
                : Json.Bad(["lines: nothing of them was bought and paid here, or the customer's address is not kept any more."]),
            cancellationToken);

    private Task<IActionResult> ForOrderAsync<T>(HttpRequest request, OrderKey key, Func<T, IReadOnlyList<string>> check, Func<OrderKey, T, Task<IActionResult>> act, CancellationToken cancellationToken)
        where T : class => Json.TakeAsync(
            request,
            check,
            async input => await orders.LoadAsync(key, cancellationToken) is null ? new NotFoundResult() : await act(key, input),
            cancellationToken);
}
