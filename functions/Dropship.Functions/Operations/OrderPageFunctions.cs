using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Operations;

/// <summary>
/// The page of one order behind a link of the order list. GET of it changes nothing; a POST from the page does what the page offered,
/// in the name of the link's reader, as long as the order is what the page showed.
/// </summary>
public sealed class OrderPageFunctions(
    OrderListLinks links,
    ApprovalLinks marks,
    IOrders orders,
    OrderActs acts,
    OrderPage page,
    Texts texts,
    Templates templates
)
{
    private const string Route = "api/order-list/{ticket}/orders/{accountId}/{storeOrderId}";
    private const int MaximumBytes = 64 * 1024;

    [Function("OrderPage")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route)] HttpRequest request,
        string ticket,
        string accountId,
        string storeOrderId,
        CancellationToken cancellationToken
    ) =>
        links.Check(ticket) is { } reader && await FindAsync(accountId, storeOrderId, cancellationToken) is { } order
            ? await PageAsync(request, ticket, reader, order, null, cancellationToken)
            : HtmlPages.ShowNotIssued(request.HttpContext.Response, templates, texts, "listNotIssued");

    [Function("OrderAct")]
    public async Task<IActionResult> ActAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string ticket,
        string accountId,
        string storeOrderId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var (form, refusal) = await RequestBodies.ReadFormAsync(request, MaximumBytes, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        if (links.Check(ticket) is not { } reader || await FindAsync(accountId, storeOrderId, cancellationToken) is not { } order)
        {
            return HtmlPages.ShowNotIssued(request.HttpContext.Response, templates, texts, "listNotIssued");
        }

        var says = marks.IsFresh(MarkOf(ticket, order.Key), form["nonce"])
            ? await acts.DoAsync(form, order, reader, cancellationToken)
            : texts.In(reader.Language)["actTooOld"];
        return await PageAsync(request, ticket, reader, await orders.RequireAsync(order.Key, cancellationToken), says, cancellationToken);
    }

    private async Task<Order?> FindAsync(string accountId, string storeOrderId, CancellationToken cancellationToken) =>
        AccountIds.IsValid(accountId) && storeOrderId.Length is > 0 and <= 100
            ? await orders.LoadAsync(new OrderKey(accountId, storeOrderId), cancellationToken)
            : null;

    private async Task<IActionResult> PageAsync(
        HttpRequest request,
        string ticket,
        Approver reader,
        Order order,
        string? says,
        CancellationToken cancellationToken
    )
    {
        var styleNonce = HtmlPages.NewStyleNonce();
        var path = request.Path.Value!;
        var shown = await page.ShowAsync(
            order,
            reader.Language,
            path[..path.IndexOf("/orders/", StringComparison.Ordinal)],
            styleNonce,
            marks.IssueNonce(MarkOf(ticket, order.Key)),
            says,
            cancellationToken
        );
        return HtmlPages.Show(request.HttpContext.Response, shown, styleNonce);
    }

    private static string MarkOf(string ticket, OrderKey key) => $"{ticket}|{key}";
}
