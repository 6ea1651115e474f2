using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Functions.Fulfilment.Approvals;
using Dropship.Functions.Presentation;
using Dropship.Functions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Dropship.Functions.Tests.Fulfilment.Approvals;

/// <summary>The page behind the link: what protects it, what it shows, and what it keeps to itself.</summary>
public sealed class ApprovalPageTests
{
    private readonly IOrders _orders = Substitute.For<IOrders>();
    private readonly ISupplierMarket _market = Substitute.For<ISupplierMarket>();
    private readonly IStopSwitch _stop = Substitute.For<IStopSwitch>();
    private readonly FakeTimeProvider _clock = new(Facts.Begin.AddHours(2));
    private readonly ApprovalLinks _links;
    private readonly ApprovalFunctions _functions;

    public ApprovalPageTests()
    {
        _links = new ApprovalLinks(Facts.Options, _clock);
        _stop.ReadAsync(Arg.Any<CancellationToken>()).Returns(StopState.Untouched);
        var stores = Substitute.For<IStoreAccounts>();
        stores.FindAsync(Facts.Account.Id, Arg.Any<CancellationToken>()).Returns(Facts.Account);
        var tickets = new ApprovalTickets(_orders, _links);
        var projection = new OrderProjection(
            _orders,
            Substitute.For<IAlerts>(),
            Substitute.For<IWorkQueues>(),
            Substitute.For<ISpendLedger>(),
            Substitute.For<ISupplierCases>(),
            new EventNoting(Substitute.For<IEventSink>(), Substitute.For<IUntoldPurchases>())
        );
        var approvals = new ApprovalService(
            tickets,
            new ApprovalVisits(
                new ApproverFacts(stores, _stop, new CurrentRates(Facts.Options.Rates, [], Substitute.For<IFetchedRates>())),
                _links,
                _clock
            ),
            _orders,
            projection,
            Substitute.For<IWorkflows>(),
            _clock
        );
        var purchasing = Substitute.For<IPurchasingAccounts>();
        purchasing.FindAsync(Facts.Buyer.Id, Arg.Any<CancellationToken>()).Returns(Facts.Buyer);
        var cashier = new Cashier(tickets, _orders, purchasing, _market, _stop, _clock);
        _functions = new ApprovalFunctions(approvals, cashier, _links, Facts.Options, new Texts(), new Templates());
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
        Assert.Equal(amount, page.QuerySelector("input[name=amount]")!.GetAttribute("value"));
        Assert.NotEmpty(page.QuerySelector("input[name=nonce]")!.GetAttribute("value")!);
        Assert.Equal(["approve", "later", "reject"], page.QuerySelectorAll("button").Select(button => button.GetAttribute("value")));
        Assert.Null(page.QuerySelector("#standing"));
    }

    [Fact]
    public async Task A_hostile_title_stays_a_title_and_the_customer_stays_unnamed()
    {
        var (content, page, _) = await ShowAsync(Facts.Record(), "ann");

        Assert.Empty(page.QuerySelectorAll("script"));
        Assert.Equal(Facts.Hostile, page.QuerySelector(".item b")!.TextContent);
        Assert.Contains("Hà Nội, VN", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.All(
            Facts.Secrets.Where(secret => secret != Facts.Remark),
            secret => Assert.DoesNotContain(secret, content.Content! + page.Body.TextContent, StringComparison.Ordinal)
        );
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
    public async Task A_decided_page_says_what_became_of_it_and_offers_no_form(
        ApprovalState approval,
        PurchaseOrderState state,
        string standing
    )
    {
        // Whoever did not decide it can take nothing back either.
        var (_, page, _) = await ShowAsync(Facts.Record(Facts.Round(1, approval), state), "li");

        Assert.Equal(standing, page.QuerySelector("#standing")!.GetAttribute("data-standing"));
        Assert.NotEmpty(page.QuerySelector("#standing .standing")!.TextContent);
        Assert.DoesNotContain("{", page.QuerySelector("#standing")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("form:not(:has(#reopen))"));
    }

    [Fact]
    public async Task Whoever_approved_is_offered_to_take_it_back_until_the_payment_is_started()
    {
        var record = Facts.Record(Facts.Round(1, ApprovalState.Approved), PurchaseOrderState.Approved);
        Assert.Equal("take-back", (await ShowAsync(record, "ann")).Page.QuerySelector("form button")!.GetAttribute("value"));

        var started = new PaymentRecord
        {
            Mode = PaymentMode.Agreement,
            IntentAt = Facts.Begin,
            ApprovalRound = 1,
            Limit = Money.Cny(1),
        };
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
        context.Request.Form = new FormCollection(
            new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(StringComparer.Ordinal)
            {
                ["nonce"] = _links.IssueNonce(ticket),
                ["decision"] = decision,
                ["amount"] = amount,
            }
        );

        var content = Assert.IsType<ContentResult>(
            await _functions.DecideAsync(context.Request, record.PurchaseOrders[0].Key.Value, ticket, null!, CancellationToken.None)
        );

        var page = new HtmlParser().ParseDocument(content.Content!);
        Assert.Equal(nameof(ApprovalStanding.PageTooOld), page.QuerySelector("#standing")!.GetAttribute("data-standing"));
        Assert.NotNull(page.QuerySelector("#approve"));
        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
    }

    [Fact]
    public async Task A_decision_that_is_no_form_is_not_read()
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";

        var result = await _functions.DecideAsync(context.Request, "k", "t", null!, CancellationToken.None);

        Assert.Equal(StatusCodes.Status415UnsupportedMediaType, Assert.IsType<JsonResult>(result).StatusCode);
        Assert.Empty(_orders.ReceivedCalls());
    }

    [Fact]
    public async Task Enter_never_rejects_and_approves_only_what_is_ticked()
    {
        var (_, page, _) = await ShowAsync(Facts.Record(), "ann");

        // The browser presses a form's first submit button.
        var first = page.QuerySelectorAll("form")
            .Select(form => (Box: form.QuerySelector("input[type=checkbox]"), Button: form.QuerySelector("button")!))
            .ToList();
        var (box, button) = Assert.Single(first, form => form.Box is not null);
        Assert.Equal("approve", button.GetAttribute("value"));
        Assert.False(button.HasAttribute("formnovalidate"));
        Assert.True(box!.HasAttribute("required"));
        Assert.True(page.QuerySelector("#later")!.HasAttribute("formnovalidate"));
    }

    [Theory]
    [InlineData("ann", "Reject and cancel the 1688 order?")]
    [InlineData("li", "驳回并取消 1688 订单？")]
    public async Task Rejecting_is_asked_once_with_what_follows(string approver, string question)
    {
        var (_, page, _) = await ShowAsync(Facts.Record(), approver);

        var ask = page.QuerySelector("details")!;
        Assert.False(ask.HasAttribute("open"));
        Assert.Contains(question, ask.TextContent, StringComparison.Ordinal);
        Assert.Equal("reject", Assert.Single(ask.QuerySelectorAll("button")).GetAttribute("value"));
        Assert.Single(page.QuerySelectorAll("[value=reject]"));
    }

    [Theory]
    [InlineData(ApprovalState.Open, PurchaseOrderState.AwaitingApproval, "Payment approval", "approve")]
    [InlineData(ApprovalState.Approved, PurchaseOrderState.Approved, "Payment approved", "pay")]
    [InlineData(ApprovalState.Approved, PurchaseOrderState.AwaitingShipment, "Paid", null)]
    [InlineData(ApprovalState.Rejected, PurchaseOrderState.Rejected, "Payment rejected", null)]
    [InlineData(ApprovalState.Postponed, PurchaseOrderState.Rejected, "Decision postponed", "reopen")]
    [InlineData(ApprovalState.Void, PurchaseOrderState.Cancelling, "Approval request no longer valid", null)]
    [InlineData(ApprovalState.Expired, PurchaseOrderState.ApprovalExpired, "Approval request expired", null)]
    public async Task The_heading_says_the_state_and_the_next_action_is_the_largest_button(
        ApprovalState approval,
        PurchaseOrderState state,
        string heading,
        string? next
    )
    {
        var record = Facts.Record(Facts.Round(1, approval), state);
        var payment = new PaymentRecord
        {
            Mode = PaymentMode.Cashier,
            IntentAt = Facts.Begin,
            ApprovalRound = 1,
            Limit = Money.Cny(12_345),
            PayLink = new Uri("https://cashier.example/1"),
        };
        var (_, page, _) = await ShowAsync(record with { PurchaseOrders = [record.PurchaseOrders[0] with { Payment = payment }] }, "ann");

        Assert.Equal(heading, page.QuerySelector("h1")!.TextContent);
        Assert.StartsWith(heading, page.Title, StringComparison.Ordinal);
        Assert.Equal(next, page.QuerySelectorAll(".next").Select(button => button.Id).SingleOrDefault());
        Assert.Equal(approval == ApprovalState.Open, page.QuerySelector("dl")!.TextContent.Contains("Decide by", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_page_itself_answers_to_get()
    {
        var triggers = typeof(ApprovalFunctions)
            .GetMethods()
            .SelectMany(method => method.GetParameters())
            .SelectMany(parameter =>
                parameter.GetCustomAttributes(typeof(Microsoft.Azure.Functions.Worker.HttpTriggerAttribute), inherit: false)
            )
            .Cast<Microsoft.Azure.Functions.Worker.HttpTriggerAttribute>();

        Assert.Equal(
            ["api/approvals/{key}/{ticket}"],
            triggers.Where(trigger => trigger.Methods!.Contains("get")).Select(trigger => trigger.Route)
        );
    }

    [Fact]
    public async Task A_void_link_says_before_and_now_and_leads_to_the_open_round()
    {
        var record = Facts.Record();
        var old = Facts.Round(1, ApprovalState.Void) with { Amount = Money.Cny(9_900) };
        var purchase = record.PurchaseOrders[0] with { Approval = Facts.Round(2), EarlierApprovals = [old] };
        var (_, page, _) = await ShowAsync(record with { PurchaseOrders = [purchase] }, "ann", old);

        Assert.Equal(
            "The amount on 1688 changed: before 99.00 CNY, now 123.45 CNY. This link no longer works.",
            page.QuerySelector(".standing")!.TextContent
        );
        Assert.Equal(
            _links.PageFor(purchase.Key, purchase.Approval!, Facts.Ann).AbsoluteUri,
            page.QuerySelector("#successor")!.GetAttribute("href")
        );
        Assert.Null(page.QuerySelector("#approve"));
    }

    [Fact]
    public async Task A_void_link_of_a_cancelled_purchase_says_so()
    {
        var record = Facts.Record(Facts.Round(1, ApprovalState.Void), PurchaseOrderState.Cancelled);
        var (_, page, _) = await ShowAsync(record, "ann");

        Assert.Contains("no longer wanted", page.QuerySelector(".standing")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#successor"));
    }

    [Theory]
    [InlineData("ann", "Payments are stopped since 2026-03-01 08:00 UTC by Mei.")]
    [InlineData("li", "Mei 已于 2026-03-01 16:00 (北京时间) 停止所有付款。")]
    public async Task Stopped_payments_are_shown_with_who_and_when(string approver, string says)
    {
        _stop
            .ReadAsync(Arg.Any<CancellationToken>())
            .Returns(
                new StopState
                {
                    IsStopped = true,
                    By = "Mei",
                    Since = Facts.Begin,
                }
            );
        var (_, page, _) = await ShowAsync(Facts.Record(Facts.Round(1, ApprovalState.Approved), PurchaseOrderState.Approved), approver);

        Assert.Equal(says, page.QuerySelector("#stopped")!.TextContent);
        Assert.Null(page.QuerySelector("#pay"));
        Assert.DoesNotContain("being prepared", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goods_are_shown_by_the_stores_title_first_with_spec_price_and_sum()
    {
        var record = Facts.Record();
        var order = record.PurchaseOrders[0].SupplierOrders[0] with
        {
            SupplierName = "义乌灯具",
            Lines =
            [
                new SupplierOrderLine("1", "610000000001", null, 2, Money.Cny(11_745))
                {
                    Title = "台灯",
                    Spec = "红色 大",
                    ImageUrl = "https://img.example/2.jpg",
                    UnitPrice = Money.Cny(5_873),
                },
            ],
        };
        var line = record.PurchaseOrders[0].Lines[0] with { Title = null, ImageUrl = null };
        record = record with
        {
            StoreOrder = record.StoreOrder with { Lines = [record.StoreOrder.Lines[0] with { VariantTitle = "Red / L" }] },
            PurchaseOrders = [record.PurchaseOrders[0] with { SupplierName = null, Lines = [line], SupplierOrders = [order] }],
        };

        var (_, page, _) = await ShowAsync(record, "ann");

        var item = page.QuerySelector(".item")!;
        Assert.Contains("Lamp · Red / L", item.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        Assert.All(
            (string[])["台灯", "红色 大", "LAMP-RED", "2 × 58.73 CNY = 117.45 CNY"],
            text => Assert.Contains(text, item.TextContent, StringComparison.Ordinal)
        );
        Assert.Equal(
            ("https://img.example/2.jpg", "台灯"),
            (item.QuerySelector("img")!.GetAttribute("src"), item.QuerySelector("img")!.GetAttribute("alt"))
        );
        Assert.Contains("义乌灯具", page.QuerySelector("dl")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_remark_is_on_the_page()
    {
        var (_, page, _) = await ShowAsync(Facts.Record(), "ann");

        Assert.Contains(Facts.Remark, page.QuerySelector("#remark")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PurchaseRoute.Direct, "1688 supplier → Hà Nội, VN", "shipping paid by the customer")]
    [InlineData(PurchaseRoute.Transit, "1688 supplier → forwarder (?) → Hà Nội, VN", "shipping paid by the customer, the forwarder's cost")]
    public async Task The_route_shows_both_legs_and_the_margin_what_it_leaves_out(PurchaseRoute route, string legs, string leftOut)
    {
        var record = Facts.Record();
        var (_, page, _) = await ShowAsync(record with { PurchaseOrders = [record.PurchaseOrders[0] with { Route = route }] }, "ann");

        var values = page.QuerySelectorAll("dd").Select(value => value.TextContent).ToList();
        Assert.Contains(legs, values);
        Assert.Contains(leftOut, values);
    }

    [Theory]
    [InlineData(10, "of 2026-01-31, 10 days old", false)]
    [InlineData(330, "of 2026-01-31, 330 days old", true)]
    [InlineData(-60, "of 2026-01-31, in the future", true)]
    public async Task The_age_of_the_exchange_rate_is_shown_and_an_odd_one_stands_out(int days, string age, bool standsOut)
    {
        var readAt = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero).AddDays(days);
        var (_, page, _) = await ShowAsync(Facts.Record(Facts.Round(1) with { AmountReadAt = readAt }), "ann");

        var rate = page.QuerySelectorAll("dd").Single(value => value.TextContent.StartsWith("of 2026-01-31", StringComparison.Ordinal));
        Assert.Equal(age, rate.TextContent);
        Assert.Equal(standsOut, rate.ClassList.Contains("loss"));
    }

    [Theory]
    [InlineData(null, "Nothing was decided: the amount is not ticked.", true)]
    [InlineData("1.00 CNY", "Nothing was decided: the amount differs from the one you ticked. Check it again.", false)]
    public async Task A_missing_tick_is_told_beside_the_box(string? amount, string standing, bool besideTheBox)
    {
        var record = Facts.Record();
        Given(record);
        var ticket = _links.Issue(record.PurchaseOrders[0].Key, record.PurchaseOrders[0].Approval!, "ann");
        var page = await PostAsync(record, ticket, _links.IssueNonce(ticket), amount);

        Assert.Equal(standing, page.QuerySelector(".standing")!.TextContent);
        Assert.Equal(besideTheBox, page.QuerySelector("label.tick + .problem") is not null);

        var stale = await PostAsync(record, ticket, "0.x", "123.45 CNY");
        Assert.Equal("This page was open for too long. Check the amount again and decide.", stale.QuerySelector(".standing")!.TextContent);
    }

    [Fact]
    public async Task Only_the_button_opens_the_cashier()
    {
        var record = Facts.Record(Facts.Round(1, ApprovalState.Approved), PurchaseOrderState.Approved);
        var payment = new PaymentRecord
        {
            Mode = PaymentMode.Cashier,
            IntentAt = Facts.Begin,
            ApprovalRound = 1,
            Limit = Money.Cny(12_345),
            PayLink = new Uri("https://cashier.example/1?a=1&b=2"),
        };
        record = record with { PurchaseOrders = [record.PurchaseOrders[0] with { Payment = payment }] };
        _orders
            .SaveAsync(Arg.Any<Order>(), Arg.Any<IReadOnlyList<OrderEvent>>(), Arg.Any<CancellationToken>())
            .Returns(call => call.Arg<Order>());
        var unpaid = new SupplierOrder
        {
            OrderId = "1",
            Status = SupplierOrderStatus.AwaitingPayment,
            RawStatus = "waitbuyerpay",
            Total = Money.Cny(12_345),
            Freight = Money.Cny(0),
            IsPaid = false,
            CreatedAt = Facts.Begin,
            ModifiedAt = Facts.Begin,
        };
        _market
            .ReadOrderAsync(Arg.Any<PurchasingAccount>(), Arg.Any<string>(), Arg.Any<CancellationToken>())
            .Returns(CallResult.Success(unpaid));

        // Looking at the page saves nothing, however often.
        var (_, looked, _) = await ShowAsync(record, "ann");
        Assert.Empty(looked.QuerySelectorAll("a[href*='/pay'], #cashier, meta[http-equiv=refresh]"));
        var button = Assert.IsAssignableFrom<IHtmlFormElement>(looked.QuerySelector("#pay")!.ParentElement);
        Assert.Equal("post", button.GetAttribute("method"));
        Assert.EndsWith("/pay", button.GetAttribute("action"), StringComparison.Ordinal);

        var context = new DefaultHttpContext();
        context.Request.Path = "/api/approvals/x/y/pay";
        var purchase = record.PurchaseOrders[0];
        var content = Assert.IsType<ContentResult>(
            await _functions.PayAsync(
                context.Request,
                purchase.Key.Value,
                _links.Issue(purchase.Key, purchase.Approval!, "ann"),
                CancellationToken.None
            )
        );
        var opened = new HtmlParser().ParseDocument(content.Content!);
        await _orders.ReceivedWithAnyArgs(1).SaveAsync(default!, default!, default);
        Assert.Equal(payment.PayLink.AbsoluteUri, opened.QuerySelector("#cashier")!.GetAttribute("href"));
        Assert.Equal($"0;url={payment.PayLink.AbsoluteUri}", opened.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content"));
        Assert.Null(opened.QuerySelector("#pay"));
        Assert.All(opened.QuerySelectorAll("form"), form => Assert.Equal("/api/approvals/x/y", form.GetAttribute("action")));
    }

    private async Task<IHtmlDocument> PostAsync(Order record, string ticket, string nonce, string? amount)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Form = new FormCollection(
            new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(StringComparer.Ordinal)
            {
                ["nonce"] = nonce,
                ["decision"] = "approve",
                ["amount"] = amount,
            }
        );
        var content = Assert.IsType<ContentResult>(
            await _functions.DecideAsync(context.Request, record.PurchaseOrders[0].Key.Value, ticket, null!, CancellationToken.None)
        );
        return new HtmlParser().ParseDocument(content.Content!);
    }

    private void Given(Order record) => _orders.LoadAsync(record.Key, Arg.Any<CancellationToken>()).Returns(record);

    private async Task<(ContentResult Content, IHtmlDocument Page, HttpResponse Response)> ShowAsync(
        Order record,
        string approver,
        Approval? round = null
    )
    {
        Given(record);
        var purchase = record.PurchaseOrders[0];
        var context = new DefaultHttpContext();
        var content = Assert.IsType<ContentResult>(
            await _functions.ShowAsync(
                context.Request,
                purchase.Key.Value,
                _links.Issue(purchase.Key, round ?? purchase.Approval!, approver),
                CancellationToken.None
            )
        );
        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
        return (content, new HtmlParser().ParseDocument(content.Content!), context.Response);
    }
}
