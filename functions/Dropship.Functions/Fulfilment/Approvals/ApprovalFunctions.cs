using System.Globalization;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment.Approvals;

/// <summary>The page behind the link in an approval mail. GET and HEAD of it change nothing; one POST from the page decides, one more may
/// take an approval back. A POST to the address of the payment opens the cashier and notes who did so first.</summary>
public sealed class ApprovalFunctions(
    ApprovalService service,
    Cashier cashier,
    ApprovalLinks links,
    ApprovalOptions options,
    Texts texts,
    Templates templates
)
{
    private const string Route = "api/approvals/{key}/{ticket}";

    private const string PaySegment = "/pay";

    // Far more than the page's own form ever fills.
    private const int MaximumBytes = 64 * 1024;

    [Function("ApprovalPage")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route)] HttpRequest request,
        string key,
        string ticket,
        CancellationToken cancellationToken
    ) => Page(request, await service.VisitAsync(key, ticket, cancellationToken), ticket);

    [Function("ApprovalDecision")]
    public async Task<IActionResult> DecideAsync(
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

        var nonce = form["nonce"].ToString();
        var visit = form["decision"].ToString() switch
        {
            "take-back" => await service.TakeBackAsync(key, ticket, nonce, cancellationToken),
            "reopen" => await service.ReopenAsync(key, ticket, nonce, cancellationToken),
            _ => await service.DecideAsync(key, ticket, nonce, facts => DecisionOf(form, facts), form["why"], cancellationToken),
        };
        return visit.Standing == ApprovalStanding.PageTooOld && form["decision"] == "approve" && links.IsFresh(ticket, nonce)
            ? Page(request, visit, ticket, string.IsNullOrEmpty(form["amount"]) ? "standingTickMissing" : "standingOtherAmount")
            : Page(request, visit, ticket);
    }

    [Function("ApprovalPay")]
    public async Task<IActionResult> PayAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + PaySegment)] HttpRequest request,
        string key,
        string ticket,
        CancellationToken cancellationToken
    )
    {
        // No link leads here: mail scanners follow links, and once the cashier is open the approval cannot be taken back.
        var opened = await cashier.OpenAsync(key, ticket, cancellationToken);
        var visit = await service.VisitAsync(key, ticket, cancellationToken);

        // The page leads on by itself: a browser lets no form be redirected to another site.
        return opened.Link is { } link
            ? Page(request, visit, ticket, cashierLink: link)
            : Page(request, visit, ticket, opened.IsStopped ? "payStopped" : "payNot");
    }

    // An approval needs the ticked amount; a blindly sent form lacks it.
    private static ApprovalDecision? DecisionOf(IFormCollection form, ApprovalFacts facts) =>
        form["decision"].ToString() switch
        {
            "approve" when form["amount"] == facts.Approval.Amount.ToString() => ApprovalDecision.Approve,
            "reject" => ApprovalDecision.Reject,
            "later" => ApprovalDecision.AskAgain,
            _ => null,
        };

    private ContentResult Page(HttpRequest request, ApprovalVisit visit, string ticket, string? says = null, Uri? cashierLink = null)
    {
        var response = request.HttpContext.Response;
        if (visit is not { Facts: { } facts, Approver: { } approver })
        {
            return HtmlPages.ShowNotIssued(response, templates, texts, "standingNotIssued");
        }

        var styleNonce = HtmlPages.NewStyleNonce();
        var language = approver.Language;
        var t = texts.In(language);
        var isApproved = visit.Standing is ApprovalStanding.Approved or ApprovalStanding.PaymentStarted;
        var isPaid = isApproved && PurchaseOrderTransitions.IsPaid(facts.State);
        var page =
            request.Path.Value is { } path && path.EndsWith(PaySegment, StringComparison.Ordinal)
                ? path[..^PaySegment.Length]
                : request.Path.Value;
        var isPayable = isApproved && !isPaid && says is null && facts.Stop is null;
        var decide =
            visit.Standing is ApprovalStanding.Open
            || (visit.Standing == ApprovalStanding.PageTooOld && facts.Approval.State == ApprovalState.Open);
        var content = templates.Fill(
            "Fulfilment.Approvals.approval.page.hbs",
            new
            {
                t,
                styleNonce,
                heading = t[isPaid ? "titlePaid" : $"title{visit.Standing}"],
                amount = facts.Approval.Amount.ToString(),
                stopped = isPaid ? null : FactLines.Stopped(facts.Stop, language, texts),
                previous = decide ? FactLines.Previous(facts) : null,
                standing = says is not null ? t[says] : Standing(visit, facts, language),
                standingCode = visit.Standing.ToString(),
                standingTone = visit.Standing == ApprovalStanding.Approved && says is null ? "good" : "bad",
                paid = isPaid,
                payHref = isPayable && facts.PayLink is not null && cashierLink is null ? page + PaySegment : null,
                page,
                cashier = cashierLink?.AbsoluteUri,
                preparing = isPayable && facts.PayLink is null,
                refresh = isApproved
                    && !isPaid
                    && says is null
                    && (facts.PayLink is null || facts.Stop is not null)
                    && facts.State is PurchaseOrderState.Approved or PurchaseOrderState.Paying,
                successor = visit.Successor?.AbsoluteUri,
                reopen = visit.CanReopen,
                takeBack = visit.CanTakeBack,
                lines = FactLines.Lines(facts, t),
                remark = string.IsNullOrWhiteSpace(visit.Remark) ? null : visit.Remark,
                facts = FactLines.Rows(facts, language, texts, decide),
                decide,
                tickProblem = says == "standingTickMissing" ? t["tickMissing"] : null,
                nonce = links.IssueNonce(ticket),
            }
        );
        return HtmlPages.Show(response, content, styleNonce);
    }

    private string? Standing(ApprovalVisit visit, ApprovalFacts facts, Language language)
    {
        if (visit.Standing == ApprovalStanding.Open)
        {
            return null;
        }

        var (before, now) =
            visit.Cause == VoidCause.Freight ? (facts.Approval.Freight, visit.FreightNow) : (facts.Approval.Amount, visit.AmountNow);
        return texts.Say(
            language,
            string.Create(CultureInfo.InvariantCulture, $"standing{visit.Standing}{visit.Cause}"),
            ("who", facts.Approval.DecidedBy ?? string.Empty),
            ("when", facts.Approval.DecidedAt is { } at ? Texts.Time(language, at) : string.Empty),
            ("again", facts.Approval.DecidedAt is { } decided ? Texts.Time(language, decided + options.AskAgainAfter) : string.Empty),
            ("before", before?.ToString() ?? string.Empty),
            ("now", now?.ToString() ?? string.Empty)
        );
    }
}
