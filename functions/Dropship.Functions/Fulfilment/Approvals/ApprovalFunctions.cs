using System.Globalization;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Words;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment.Approvals;

/// <summary>The page behind the link in an approval mail. GET and HEAD of it change nothing; one POST from the page decides, one more may take an approval back. The way on to the cashier notes who took it first.</summary>
public sealed class ApprovalFunctions(ApprovalService approvals, Cashier cashier, ApprovalLinks links, WordBook words, Templates templates)
{
    private const string Route = "approvals/{key}/{ticket}";

    // Far more than the page's own form ever fills.
    private const int MaximumBytes = 64 * 1024;

    [Function("ApprovalPage")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route)] HttpRequest request,
        string key,
        string ticket,
        CancellationToken cancellationToken) => Page(request, await approvals.VisitAsync(key, ticket, cancellationToken), ticket);

    [Function("ApprovalDecision")]
    public async Task<IActionResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string key,
        string ticket,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return new StatusCodeResult(StatusCodes.Status415UnsupportedMediaType);
        }

        if (await RequestBodies.ReadFormAsync(request, MaximumBytes, cancellationToken) is not { } form)
        {
            return new StatusCodeResult(StatusCodes.Status413PayloadTooLarge);
        }

        var visit = form["decision"] == "take-back"
            ? await approvals.TakeBackAsync(key, ticket, form["nonce"], cancellationToken)
            : await approvals.DecideAsync(key, ticket, form["nonce"], facts => DecisionOf(form, facts), form["why"], cancellationToken);
        return Page(request, visit, ticket);
    }

    [Function("ApprovalPay")]
    public async Task<IActionResult> PayAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/pay")] HttpRequest request,
        string key,
        string ticket,
        CancellationToken cancellationToken)
    {
        var opened = await cashier.OpenAsync(key, ticket, cancellationToken);
        if (opened.Link is { } link)
        {
            return HtmlPages.LeadTo(request.HttpContext.Response, link);
        }

        var visit = await approvals.VisitAsync(key, ticket, cancellationToken);
        return Page(request, visit, ticket, opened.IsStopped ? "payStopped" : "payNot");
    }

    // Whoever approves has ticked the very amount; a form sent without looking has not.
    private static ApprovalDecision? DecisionOf(IFormCollection form, ApprovalFacts facts) => form["decision"].ToString() switch
    {
        "approve" when form["amount"] == facts.Approval.Amount.ToString() => ApprovalDecision.Approve,
        "reject" => ApprovalDecision.Reject,
        "later" => ApprovalDecision.AskAgain,
        _ => null,
    };

    private ContentResult Page(HttpRequest request, ApprovalVisit visit, string ticket, string? payRefusal = null)
    {
        var response = request.HttpContext.Response;
        if (visit is not { Facts: { } facts, Approver: { } approver })
        {
            return HtmlPages.ShowNotIssued(response, templates, words, "standingNotIssued");
        }

        var styleNonce = HtmlPages.NewStyleNonce();
        var language = approver.Language;
        var t = words.In(language);
        var isApproved = visit.Standing is ApprovalStanding.Approved or ApprovalStanding.PaymentStarted;
        var isPaid = PurchaseOrderTransitions.IsPaid(facts.State);
        var content = templates.Fill("Fulfilment.Approvals.approval.page.hbs", new
        {
            t,
            styleNonce,
            amount = facts.Approval.Amount.ToString(),
            previous = facts.Approval.PreviousAmount?.ToString(),
            standing = payRefusal is not null ? t[payRefusal] : Standing(visit, facts, language),
            standingCode = visit.Standing.ToString(),
            standingTone = visit.Standing == ApprovalStanding.Approved && payRefusal is null ? "good" : "bad",
            paid = isApproved && isPaid,
            payHref = isApproved && !isPaid && payRefusal is null && facts.PayLink is not null ? $"{request.Path}/pay" : null,
            refresh = isApproved && !isPaid && payRefusal is null && facts.PayLink is null && facts.State is PurchaseOrderState.Approved or PurchaseOrderState.Paying,
            takeBack = visit.CanTakeBack,
            lines = FactLines.Lines(facts, t),
            supplier = facts.SupplierName,
            freight = facts.Freight?.ToString(),
            limit = facts.Approval.Tolerance is null ? null : facts.Approval.Limit.ToString(),
            salePrice = facts.SalePrice.ToString(),
            margin = FactLines.Margin(facts, t),
            marginTone = facts.Margin?.Minor < 0 ? "loss" : null,
            store = facts.StoreName,
            order = facts.OrderNumber,
            shipBy = facts.ShipBy is { } shipBy ? WordBook.Time(language, shipBy) : null,
            area = facts.Area,
            supplierOrders = string.Join(", ", facts.SupplierOrderIds),
            readAt = WordBook.Time(language, facts.Approval.AmountReadAt),
            expires = WordBook.Time(language, facts.Approval.ExpiresAt),
            decide = visit.Standing is ApprovalStanding.Open || (visit.Standing == ApprovalStanding.PageTooOld && facts.Approval.State == ApprovalState.Open),
            nonce = links.IssueNonce(ticket),
        });
        return HtmlPages.Show(response, content, styleNonce);
    }

    private string? Standing(ApprovalVisit visit, ApprovalFacts facts, Language language)
    {
        var when = facts.Approval.DecidedAt is { } at ? WordBook.Time(language, at) : string.Empty;
        return visit.Standing == ApprovalStanding.Open
            ? null
            : words.Say(language, string.Create(CultureInfo.InvariantCulture, $"standing{visit.Standing}"), ("who", facts.Approval.DecidedBy ?? string.Empty), ("when", when));
    }
}
