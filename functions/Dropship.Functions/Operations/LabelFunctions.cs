using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>The label of a parcel, as the platform makes it: behind the link of an order's page, and for the API.</summary>
public sealed class LabelFunctions(OrderListLinks links, IOrders orders, LabelReader labels, Texts texts, Templates templates)
{
    [Function("OrderPageLabel")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "api/order-list/{ticket}/orders/{accountId}/{storeOrderId}/labels/{parcelId}"
        )]
            HttpRequest request,
        string ticket,
        string accountId,
        string storeOrderId,
        string parcelId,
        CancellationToken cancellationToken
    )
    {
        var response = request.HttpContext.Response;
        if (links.Check(ticket) is null || await FindAsync(accountId, storeOrderId, cancellationToken) is not { } order)
        {
            return HtmlPages.ShowNotIssued(response, templates, texts, "listNotIssued");
        }

        return await labels.ReadAsync(order, parcelId, cancellationToken) is { IsSuccess: true, Value: { } label }
            ? LabelFiles.Of(response, label, order)
            : HtmlPages.ShowNotIssued(response, templates, texts, "labelNotReady");
    }

    [Function("ReadLabel")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/orders/{accountId}/{storeOrderId}/labels/{parcelId}")]
            HttpRequest request,
        string accountId,
        string storeOrderId,
        string parcelId,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(accountId, storeOrderId, cancellationToken) is not { } order)
        {
            return Missing.Order(accountId, storeOrderId);
        }

        return await labels.ReadAsync(order, parcelId, cancellationToken) switch
        {
            null => Problems.NotFound("The order has no parcel of that id whose label the platform makes."),
            { IsSuccess: true, Value: { } label } => LabelFiles.Of(request.HttpContext.Response, label, order),
            { IsSuccess: true } => Problems.Conflict("The platform is still making the label. Try again in a minute."),
            { Problem: { } problem } => Problems.Outside(problem, "no label was read"),
            _ => throw new InvalidOperationException("A call without success has a problem."),
        };
    }

    private async Task<Order?> FindAsync(string accountId, string storeOrderId, CancellationToken cancellationToken) =>
        AccountIds.IsValid(accountId) && storeOrderId.Length is > 0 and <= 100
            ? await orders.LoadAsync(new OrderKey(accountId, storeOrderId), cancellationToken)
            : null;
}
