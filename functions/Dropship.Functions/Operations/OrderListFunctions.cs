using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>The list of orders as a page that a person opens by a signed link, and the links.</summary>
public sealed class OrderListFunctions(
    OrderLister lister,
    OrderListLinks links,
    OrderListPage page,
    ApprovalTickets tickets,
    IStopSwitch stop,
    Texts texts,
    Templates templates
)
{
    private const string Route = "api/order-list";

    /// <summary>A new link for each person of the team.</summary>
    [Function("IssueOrderListLinks")]
    public IActionResult Issue([HttpTrigger(AuthorizationLevel.Function, "post", Route = Route)] HttpRequest request) =>
        Json.Ok(
            new
            {
                links = links
                    .IssueToAll()
                    .Select(link => new
                    {
                        who = link.Reader.Id,
                        address = link.Address,
                        until = link.Until,
                    }),
            }
        );

    /// <summary>The list in the language of the link's reader.</summary>
    [Function("OrderListPage")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/{ticket}")] HttpRequest request,
        string ticket,
        CancellationToken cancellationToken
    )
    {
        var response = request.HttpContext.Response;
        if (links.Check(ticket) is not { } reader)
        {
            return HtmlPages.ShowNotIssued(response, templates, texts, "listNotIssued");
        }

        var styleNonce = HtmlPages.NewStyleNonce();
        var state = await stop.ReadAsync(cancellationToken);
        var shown = page.Show(
            await lister.ReadWithEndedAsync(null, cancellationToken),
            reader.Language,
            styleNonce,
            state.IsStopped ? state : null,
            request.Query["tab"],
            request.Path
        );
        return HtmlPages.Show(response, shown, styleNonce);
    }

    /// <summary>Leads a reader of the list to their own page of an approval. Changes nothing.</summary>
    [Function("OpenApproval")]
    public async Task<IActionResult> OpenApprovalAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/{ticket}/approvals/{key}")] HttpRequest request,
        string ticket,
        string key,
        CancellationToken cancellationToken
    )
    {
        var response = request.HttpContext.Response;
        return links.Check(ticket) is { } reader && await tickets.FindPageAsync(key, reader, cancellationToken) is { } address
            ? HtmlPages.LeadTo(response, address)
            : HtmlPages.ShowNotIssued(response, templates, texts, "listNotIssued");
    }
}
