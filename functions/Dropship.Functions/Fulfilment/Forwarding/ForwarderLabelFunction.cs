using Dropship.Core.Operations;
using Dropship.Functions.Http;
using Dropship.Functions.Operations;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Fulfilment.Forwarding;

/// <summary>The platform's label of a parcel, for the forwarder that puts it on. Its link is signed and ends with its time.</summary>
public sealed class ForwarderLabelFunction(ForwarderVisits visits, LabelReader labels, Texts texts, Templates templates)
{
    [Function("ForwarderLabel")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/forwarders/{key}/{ticket}/labels/{parcelId}")] HttpRequest request,
        string key,
        string ticket,
        string parcelId,
        CancellationToken cancellationToken
    )
    {
        var response = request.HttpContext.Response;
        if (await visits.VisitLabelAsync(key, ticket, parcelId, cancellationToken) is not { } visit)
        {
            return HtmlPages.ShowNotIssued(response, templates, texts, "forwarderNotIssued");
        }

        return await labels.ReadAsync(visit.Order, parcelId, cancellationToken) is { IsSuccess: true, Value: { } label }
            ? LabelFiles.Of(response, label, visit.Order)
            : HtmlPages.ShowNotIssued(response, templates, texts, "labelNotReady");
    }
}
