using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Fulfilment.Approvals;
using Dropship.Functions.Tests.Support;
using Dropship.Functions.Words;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Dropship.Functions.Tests.Fulfilment.Approvals;

/// <summary>The page behind the link: what protects it, what it shows, and what it keeps to itself.</summary>
public sealed class ApprovalPageTests
{
    private readonly IOrders _orders = Substitute.For<IOrders>();
    private readonly FakeTimeProvider _clock = new(Facts.Begin.AddHours(2));
    private readonly ApprovalLinks _links;
    private readonly ApprovalFunctions _functions;

    public ApprovalPageTests()
    {
        _links = new ApprovalLinks(Facts.Options, _clock);
        var stores = Substitute.For<IStoreAccounts>();
        stores.FindAsync(Facts.Account.Id, Arg.Any<CancellationToken>()).Returns(Facts.Account);
        var tickets = new ApprovalTickets(_orders, _links);
        var projection = new OrderProjection(_orders, Substitute.For<IAlerts>(), Substitute.For<IWorkQueues>(), Substitute.For<ISpendLedger>());
        var approvals = new ApprovalService(tickets, _orders, stores, projection, Substitute.For<IWorkflows>(), Facts.Options, _clock);
        var cashier = new Cashier(tickets, _orders, Substitute.For<IPurchasingAccounts>(), Substitute.For<ISupplierMarket>(), Substitute.For<IStopSwitch>(), _clock);
        _functions = new ApprovalFunctions(approvals, cashier, _links, new WordBook(), new Templates());
    }

    [Theory]
    [InlineData("ann", "en", "123.45 CNY")]
    [InlineData("li", "zh-CN", "123.45 CNY")]
    public async Task An_open_page_shows_the_amount_and_one_form(string approver, string language, string amount)
    {
        var (content, page, _) = await ShowAsync(Facts.Record(), approver);

        Assert.Equal(StatusCodes.Status200OK, content.StatusCode);
        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(amount, page.QuerySelector(".amount")!.TextContent);
        Assert.Single(page.QuerySelectorAll("form[method=post]"));
        Assert.Equal(amount, page.QuerySelector("input[name=amount]")!.GetAttribute("value"));
        Assert.NotEmpty(page.QuerySelector("input[name=nonce]")!.GetAttribute("value")!);
        Assert.Equal(["reject", "later", "approve"], page.QuerySelectorAll("button").Select(button => button.GetAttribute("value")));
        Assert.Null(page.QuerySelector("#standing"));
    }

    [Fact]
    public async Task A_hostile_title_stays_a_title_and_the_customer_stays_unnamed()
    {
        var (content, page, _) = await ShowAsync(Facts.Record(), "ann");

        Assert.Empty(page.QuerySelectorAll("script"));
        Assert.Equal(Facts.Hostile, page.QuerySelector(".item b")!.TextContent);
        Assert.Contains("Hà Nội, VN", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.All(Facts.Secrets, secret => Assert.DoesNotContain(secret, content.Content! + page.Body.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_is_not_stored_framed_indexed_or_passed_on()
    {
        var (_, page, response) = await ShowAsync(Facts.Record(), "ann");

        Assert.Equal("no-referrer", response.Headers["Referrer-Policy"]);
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
        Assert.Equal("noindex", response.Headers["X-Robots-Tag"]);
        Assert.Equal("nosniff", response.Headers["X-Content-Type-Options"]);
        var policy = response.Headers["Content-Security-Policy"].ToString();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.Contains($"'nonce-{page.QuerySelector("style")!.GetAttribute("nonce")}'", policy, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[style]"));
    }

    [Fact]
    public async Task The_mark_of_the_styles_is_new_each_time()
    {
        var (_, first, _) = await ShowAsync(Facts.Record(), "ann");
        var (_, second, _) = await ShowAsync(Facts.Record(), "ann");

        Assert.NotEqual(first.QuerySelector("style")!.GetAttribute("nonce"), second.QuerySelector("style")!.GetAttribute("nonce"));
    }

    [Theory]
    [InlineData(ApprovalState.Approved, PurchaseOrderState.Approved, "Approved")]
    [InlineData(ApprovalState.Rejected, PurchaseOrderState.Rejected, "Rejected")]
    [InlineData(ApprovalState.Postponed, PurchaseOrderState.Rejected, "Postponed")]
    [InlineData(ApprovalState.TakenBack, PurchaseOrderState.AwaitingApproval, "TakenBack")]
    [InlineData(ApprovalState.Void, PurchaseOrderState.Cancelling, "Void")]
    [InlineData(ApprovalState.Expired, PurchaseOrderState.ApprovalExpired, "Expired")]
    public async Task A_decided_page_says_what_became_of_it_and_offers_no_form(ApprovalState approval, PurchaseOrderState state, string standing)
    {
        // Whoever did not decide it can take nothing back either.
        var (_, page, _) = await ShowAsync(Facts.Record(Facts.Round(1, approval), state), "li");

        Assert.Equal(standing, page.QuerySelector("#standing")!.GetAttribute("data-standing"));
        Assert.NotEmpty(page.QuerySelector("#standing .standing")!.TextContent);
        Assert.DoesNotContain("{", page.QuerySelector("#standing")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("form"));
    }

    [Fact]
    public async Task Whoever_approved_is_offered_to_take_it_back_until_the_payment_is_started()
    {
        var record = Facts.Record(Facts.Round(1, ApprovalState.Approved), PurchaseOrderState.Approved);
        Assert.Equal("take-back", (await ShowAsync(record, "ann")).Page.QuerySelector("form button")!.GetAttribute("value"));

        var started = new PaymentRecord { Mode = PaymentMode.Agreement, IntentAt = Facts.Begin, ApprovalRound = 1, Limit = Money.Cny(1) };
        record = record with { PurchaseOrders = [record.PurchaseOrders[0] with { Payment = started }] };
        Assert.Empty((await ShowAsync(record, "ann")).Page.QuerySelectorAll("form"));
    }

    [Theory]
    [InlineData(PurchaseOrderState.Paying, false)]
    [InlineData(PurchaseOrderState.AwaitingShipment, true)]
    public async Task The_page_says_that_it_is_paid_where_programs_look_for_it(PurchaseOrderState state, bool isPaid)
    {
        var (_, page, _) = await ShowAsync(Facts.Record(Facts.Round(1, ApprovalState.Approved), state), "li");

        Assert.Equal(isPaid, page.QuerySelector("p#paid") is not null);
    }

    [Fact]
    public async Task A_tolerance_is_shown_as_the_most_that_is_paid()
    {
        var (_, page, _) = await ShowAsync(Facts.Record(Facts.Round(1) with { Tolerance = Money.Cny(100) }), "ann");

        Assert.Contains("124.45 CNY", page.QuerySelector("dl")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("123.45 CNY", page.QuerySelector("input[name=amount]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("not a key", "not a ticket")]
    [InlineData("shop-one.6001.0123456789.s1", "k1.x.y")]
    [InlineData("<script>", "<script>")]
    public async Task A_link_that_was_never_issued_shows_nothing(string key, string ticket)
    {
        var context = new DefaultHttpContext();
        var content = Assert.IsType<ContentResult>(await _functions.ShowAsync(context.Request, key, ticket, CancellationToken.None));

        Assert.Equal(StatusCodes.Status404NotFound, content.StatusCode);
        Assert.DoesNotContain("<script", content.Content!, StringComparison.Ordinal);
        Assert.Equal("no-store", context.Response.Headers["Cache-Control"]);
        Assert.DoesNotContain(_orders.ReceivedCalls(), call => call.GetMethodInfo().Name != nameof(IOrders.LoadAsync));
    }

    [Theory]
    [InlineData("approve", null)]
    [InlineData("approve", "99.00 CNY")]
    [InlineData("maybe", "123.45 CNY")]
    [InlineData(null, null)]
    public async Task A_form_that_does_not_name_the_amount_decides_nothing(string? decision, string? amount)
    {
        var record = Facts.Record();
        Given(record);
        var ticket = _links.Issue(record.PurchaseOrders[0].Key, record.PurchaseOrders[0].Approval!, "ann");
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Form = new FormCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(StringComparer.Ordinal)
        {
            ["nonce"] = _links.IssueNonce(ticket),
            ["decision"] = decision,
            ["amount"] = amount,
        });

        var content = Assert.IsType<ContentResult>(await _functions.DecideAsync(context.Request, record.PurchaseOrders[0].Key.Value, ticket, null!, CancellationToken.None));

        var page = new HtmlParser().ParseDocument(content.Content!);
        Assert.Equal(nameof(ApprovalStanding.PageTooOld), page.QuerySelector("#standing")!.GetAttribute("data-standing"));
        Assert.Single(page.QuerySelectorAll("form"));
        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
    }

    [Fact]
    public async Task A_decision_that_is_no_form_is_not_read()
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";

        var result = await _functions.DecideAsync(context.Request, "k", "t", null!, CancellationToken.None);

        Assert.Equal(StatusCodes.Status415UnsupportedMediaType, Assert.IsType<StatusCodeResult>(result).StatusCode);
        Assert.Empty(_orders.ReceivedCalls());
    }

    private void Given(Order record) => _orders.LoadAsync(record.Key, Arg.Any<CancellationToken>()).Returns(record);

    private async Task<(ContentResult Content, IHtmlDocument Page, HttpResponse Response)> ShowAsync(Order record, string approver)
    {
        Given(record);
        var purchase = record.PurchaseOrders[0];
        var context = new DefaultHttpContext();
        var content = Assert.IsType<ContentResult>(await _functions.ShowAsync(context.Request, purchase.Key.Value, _links.Issue(purchase.Key, purchase.Approval!, approver), CancellationToken.None));
        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
        return (content, new HtmlParser().ParseDocument(content.Content!), context.Response);
    }
}
