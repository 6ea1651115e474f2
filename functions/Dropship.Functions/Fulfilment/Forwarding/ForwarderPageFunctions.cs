using System.Globalization;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Functions.Http;
using Dropship.Functions.Operations;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment.Forwarding;

/// <summary>The page behind the link in a mail to a forwarder. GET and HEAD change nothing; a POST from the page enters what was sent, or
/// whether the goods arrived.</summary>
public sealed class ForwarderPageFunctions(ForwarderVisits visits, Texts texts, Templates templates, TrackingPages pages)
{
    private const string Route = "api/forwarders/{key}/{ticket}";

    // Far more than the page's own form ever fills.
    private const int MaximumBytes = 16 * 1024;

    private const int LongestWords = 200;

    [Function("ForwarderPage")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route)] HttpRequest request,
        string key,
        string ticket,
        CancellationToken cancellationToken
    ) => Page(request, await visits.VisitAsync(key, ticket, cancellationToken), ticket, null, null);

    [Function("ForwarderEntry")]
    public async Task<IActionResult> EnterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string key,
        string ticket,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var (form, refusal) = await RequestBodies.ReadFormAsync(request, MaximumBytes, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        if (await visits.VisitAsync(key, ticket, cancellationToken) is not { } visit)
        {
            return Page(request, null, ticket, null, null);
        }

        var says = visits.IsFresh(ticket, form["nonce"]) ? await ActAsync(visit, form, cancellationToken) : "forwarderTooOld";
        var isDone = says is "forwarderDone" or "forwarderNoted";
        return Page(request, await visits.VisitAsync(key, ticket, cancellationToken), ticket, says, isDone ? null : form);
    }

    private async Task<string> ActAsync(ForwarderVisit visit, IFormCollection form, CancellationToken cancellationToken)
    {
        switch (form["act"].ToString())
        {
            case "send":
                return await SendAsync(visit, form, cancellationToken);
            case "arrived":
                await visits.NoteArrivalAsync(visit, hasArrived: true, "the forwarder says so", cancellationToken);
                return "forwarderNoted";
            case "missing":
                var words = OutsideText.Line(form["missing"].ToString(), LongestWords);
                await visits.NoteArrivalAsync(
                    visit,
                    hasArrived: false,
                    words.Length == 0 ? "the goods did not arrive" : words,
                    cancellationToken
                );
                return "forwarderNoted";
            default:
                return "forwarderTooOld";
        }
    }

    private async Task<string> SendAsync(ForwarderVisit visit, IFormCollection form, CancellationToken cancellationToken)
    {
        var isReadable = TryNumber(form["weight"], out var weight) & TryNumber(form["fee"], out var fee);
        var input = new ShipmentInput
        {
            Number = form["number"].ToString(),
            Carrier = form["carrier"].ToString(),
            Replaces = form["replaces"].ToString(),
            WeightGrams = weight is { } grams && grams == decimal.Truncate(grams) && grams < int.MaxValue ? (int)grams : null,
            Fee = fee,
            Who = visit.Account.DisplayName,
            Why = "entered on the forwarder's page",
        };
        if (!isReadable || input.Check().Count > 0)
        {
            return "forwarderUnreadable";
        }

        return await visits.EnterAsync(visit, input.ToEntered(), cancellationToken) ? "forwarderDone" : "forwarderNothing";
    }

    private static bool TryNumber(string? text, out decimal? number)
    {
        number = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        var isNumber = decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        number = isNumber ? value : null;
        return isNumber;
    }

    private ContentResult Page(HttpRequest request, ForwarderVisit? visit, string ticket, string? says, IFormCollection? form)
    {
        var response = request.HttpContext.Response;
        if (visit is null)
        {
            return HtmlPages.ShowNotIssued(response, templates, texts, "forwarderNotIssued");
        }

        var t = texts.In(visit.Language);
        var styleNonce = HtmlPages.NewStyleNonce();
        var announcement = visit.Announcement;
        var standing =
            says
            ?? (
                visit.IsUnwanted ? "forwarderUnwanted"
                : visit.IsLabelled ? "forwarderLabelLead"
                : visit.IsAwaited ? null
                : "forwarderAllSent"
            );
        var content = templates.Fill(
            "Fulfilment.Forwarding.forwarder.page.hbs",
            new
            {
                t,
                styleNonce,
                order = announcement.OrderNumber,
                code = visit.Account.MemberCode,
                says = standing is null ? null : t[standing],
                parcels = announcement.Parcels.Select(parcel => new
                {
                    number = parcel.WaybillNumber,
                    carrier = parcel.CarrierName,
                    page = pages.Of(parcel.WaybillNumber, parcel.CarrierName, parcel.CarrierCode, visit.Language).AbsoluteUri,
                }),
                goods = announcement.Goods.Select(goods => new
                {
                    title = goods.Title,
                    quantity = goods.Quantity,
                    value = goods.UnitValue?.ToString(),
                }),
                labels = visit.Labelled.Select(parcel => visits.LabelOf(visit, parcel).AbsoluteUri),
                arrived = visit.Purchase.Forwarding?.ArrivedAt is { } at ? Texts.Time(visit.Language, at) : null,
                customer = visit.IsOpen ? AddressOf(announcement.Customer) : null,
                note = visit.IsOpen ? announcement.Note : null,
                sent = visit
                    .Sent.Select(parcel => new
                    {
                        number = parcel.WaybillNumber,
                        carrier = parcel.CarrierName,
                        page = pages.Of(parcel, visit.Language)?.AbsoluteUri,
                    })
                    .ToList(),
                open = visit.IsOpen,
                page = request.Path.Value,
                nonce = visits.IssueNonce(ticket),
                number = form?["number"].ToString(),
                carrier = form?["carrier"].ToString(),
                weight = form?["weight"].ToString(),
                fee = form?["fee"].ToString(),
            }
        );
        return HtmlPages.Show(response, content, styleNonce);
    }

    private static List<string>? AddressOf(ShipTo? customer) =>
        customer is null
            ? null
            :
            [
                .. (
                    (string?[])
                        [
                            customer.FullName,
                            customer.Company,
                            customer.Mobile ?? customer.Phone,
                            customer.Line1,
                            customer.Line2,
                            customer.Town,
                            customer.District,
                            string.Join(
                                ' ',
                                ((string?[])[customer.PostCode, customer.City]).Where(part => !string.IsNullOrWhiteSpace(part))
                            ),
                            customer.Province,
                            customer.Country,
                        ]
                )
                    .Where(part => !string.IsNullOrWhiteSpace(part))
                    .Select(part => part!),
            ];
}
