using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Operations;
using Dropship.Functions.Presentation;
using Dropship.Functions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using NSubstitute;

namespace Dropship.Functions.Tests.Operations;

/// <summary>The list of orders as a page: all tabs, all holds in words, nothing unescaped, nobody named.</summary>
public sealed class OrderListPageTests
{
    private readonly IOrders _orders = Substitute.For<IOrders>();
    private readonly OrderListLinks _links = new(Facts.Options, TimeProvider.System);
    private readonly ApprovalTickets _tickets;
    private readonly OrderListPage _page = new(new Texts(), new Templates(), Facts.Options, new TrackingPages(null));

    public OrderListPageTests() => _tickets = new ApprovalTickets(_orders, new ApprovalLinks(Facts.Options, TimeProvider.System));

    [Fact]
    public async Task A_reader_of_the_list_is_led_to_their_own_approval_page()
    {
        var record = Facts.Record();
        var purchase = record.PurchaseOrders[0];
        _orders.LoadAsync(record.Key, Arg.Any<CancellationToken>()).Returns(record);
        var functions = new OrderListFunctions(
            new OrderLister(_orders, TimeProvider.System),
            _links,
            _page,
            _tickets,
            Substitute.For<IStopSwitch>(),
            new Texts(),
            new Templates()
        );

        var led = Assert.IsType<RedirectResult>(
            await functions.OpenApprovalAsync(
                new DefaultHttpContext().Request,
                TicketOf(_links.IssueToAll()[1]),
                purchase.Key.Value,
                CancellationToken.None
            )
        );
        Assert.Equal(
            new ApprovalLinks(Facts.Options, TimeProvider.System).PageFor(purchase.Key, purchase.Approval!, Facts.Li).AbsoluteUri,
            led.Url
        );

        var refused = Assert.IsType<ContentResult>(
            await functions.OpenApprovalAsync(
                new DefaultHttpContext().Request,
                "1775000000.ann.k1.abc",
                purchase.Key.Value,
                CancellationToken.None
            )
        );
        Assert.Equal(StatusCodes.Status404NotFound, refused.StatusCode);
    }

    [Fact]
    public void An_order_is_shown_with_its_purchases_and_no_customer()
    {
        var record = Facts.Record();
        record = record with
        {
            StoreOrder = record.StoreOrder with { Number = Facts.Hostile },
            Hold = new Hold("OUT_OF_STOCK", Facts.Hostile, Facts.Begin, []),
            State = OrderState.Held,
        };

        var html = _page.Show(new OrderListing([OrderSummary.Of(record)], IsCut: false), Language.English, "mark");

        var page = new HtmlParser().ParseDocument(html);
        Assert.Empty(page.QuerySelectorAll("script"));
        var row = Assert.Single(page.QuerySelectorAll("tbody tr")).TextContent;
        string[] shown =
        [
            Facts.Hostile,
            "On hold",
            new Texts().What(Language.English, "OUT_OF_STOCK"),
            "Waiting for approval",
            "123.45 CNY",
            "义乌灯具 <厂>",
            "1690000000000000001",
            "2026-03-01 08:00",
            "Paid",
            "Unfulfilled",
        ];
        Assert.All(shown, text => Assert.Contains(text, row, StringComparison.Ordinal));
        Assert.All(Facts.Secrets, secret => Assert.DoesNotContain(secret, html, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Language.English, "https://t.17track.net/en#nums=73123456789012")]
    [InlineData(Language.Chinese, "https://t.17track.net/zh-cn#nums=73123456789012")]
    public void Each_number_leads_to_the_page_where_its_parcel_is_followed(Language language, string address)
    {
        var summary = OrderSummary.Of(Facts.Record());
        summary = summary with
        {
            PurchaseOrders = [summary.PurchaseOrders[0] with { TrackingNumbers = ["73123456789012", "1Z999AA10123456784"] }],
        };

        var page = new HtmlParser().ParseDocument(_page.Show(new OrderListing([summary], IsCut: false), language, "mark"));

        var links = page.QuerySelectorAll("a.tracking");
        Assert.Equal([address, "https://www.ups.com/track?tracknum=1Z999AA10123456784"], links.Select(link => link.GetAttribute("href")));
        Assert.All(links, link => Assert.Equal("noreferrer", link.GetAttribute("rel")));
    }

    [Fact]
    public void Each_order_is_in_exactly_one_tab_and_the_counts_add_up()
    {
        var summary = OrderSummary.Of(Facts.Record());
        OrderSummary[] all =
        [
            .. Enum.GetValues<PurchaseOrderState>()
                .Select(state =>
                    summary with
                    {
                        PurchaseOrders =
                        [
                            summary.PurchaseOrders[0] with
                            {
                                State = state,
                            },
                            summary.PurchaseOrders[0] with
                            {
                                State = PurchaseOrderState.Completed,
                            },
                        ],
                    }
                ),
            .. Enum.GetValues<OrderState>()
                .Select(state => summary with { State = state, HoldCode = state == OrderState.Held ? "STORE_HOLD" : null }),
        ];

        var page = Show(all);

        var tabs = Tabs(page);
        Assert.Equal(Enum.GetNames<OrderTab>(), tabs.Keys);
        Assert.Equal(all.Length, tabs.Values.Sum());
        Assert.All(tabs.Where(tab => tab.Key != nameof(OrderTab.Cancelled)), tab => Assert.True(tab.Value > 0, tab.Key));
        Assert.Equal(all.Length, Enum.GetNames<OrderTab>().Sum(tab => Show(all, tab).QuerySelectorAll("tbody tr").Length));
        Assert.Equal($"{all.Length}", page.QuerySelector(".tab b")!.TextContent);
    }

    [Theory]
    [InlineData(PurchaseOrderState.AwaitingApproval, "OUT_OF_STOCK", OrderTab.Attention)]
    [InlineData(PurchaseOrderState.AwaitingApproval, null, OrderTab.Payment)]
    [InlineData(PurchaseOrderState.AwaitingConfirmation, null, OrderTab.Attention)]
    [InlineData(PurchaseOrderState.Rejected, null, OrderTab.Cancelled)]
    [InlineData(PurchaseOrderState.Shipped, null, OrderTab.Tracking)]
    public void An_order_is_where_its_most_urgent_purchase_order_is(PurchaseOrderState state, string? hold, OrderTab tab)
    {
        var summary = OrderSummary.Of(Facts.Record());
        var cancelled = summary.PurchaseOrders[0] with { State = PurchaseOrderState.Cancelled };

        Assert.Equal(
            tab,
            OrderTabs.Of(summary with { PurchaseOrders = [cancelled, summary.PurchaseOrders[0] with { State = state, HoldCode = hold }] })
        );
    }

    [Fact]
    public void A_postponed_decision_is_shown_with_its_time_among_the_payments()
    {
        var round = Facts.Round(1, ApprovalState.Postponed) with { DecidedAt = Facts.Begin };
        var page = Show([OrderSummary.Of(Facts.Record(round, PurchaseOrderState.Rejected))]);

        Assert.Equal(1, Tabs(page)[nameof(OrderTab.Payment)]);
        var row = page.QuerySelector("tbody tr")!;
        Assert.Contains("Postponed until 2026-03-01 20:00", row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Rejected", row.TextContent, StringComparison.Ordinal);
        Assert.StartsWith(
            "/list/approvals/shop-one.6001.",
            row.QuerySelector(".purchase a")!.GetAttribute("href"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_most_urgent_and_then_the_newest_come_first()
    {
        var summary = OrderSummary.Of(Facts.Record());
        OrderSummary[] all =
        [
            summary with
            {
                Number = "old",
                FirstSeenAt = Facts.Begin,
            },
            summary with
            {
                Number = "new",
                FirstSeenAt = Facts.Begin.AddHours(1),
            },
            summary with
            {
                Number = "held",
                State = OrderState.Held,
                HoldCode = "STORE_HOLD",
            },
            summary with
            {
                Number = "same",
                Key = new OrderKey("shop-one", "6000"),
            },
        ];

        Assert.Equal(["held", "new", "same", "old"], Show(all).QuerySelectorAll("tbody b").Select(number => number.TextContent));
    }

    [Fact]
    public void Amounts_have_separators_and_the_time_zone_is_named_once()
    {
        var summary = OrderSummary.Of(Facts.Record());
        var page = Show([summary with { PurchaseOrders = [summary.PurchaseOrders[0] with { Amount = Money.Cny(123_456_789) }] }]);

        Assert.Contains("1,234,567.89 CNY", page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Times are UTC.", page.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("北京时间", Show([summary], language: Language.Chinese).QuerySelector("p")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Stopped_payments_are_shown_with_who_and_when()
    {
        var html = _page.Show(
            new OrderListing([], IsCut: false),
            Language.English,
            "mark",
            new StopState
            {
                IsStopped = true,
                By = "Mei",
                Since = Facts.Begin,
            }
        );

        Assert.Equal(
            "Payments are stopped since 2026-03-01 08:00 UTC by Mei.",
            new HtmlParser().ParseDocument(html).QuerySelector("#stopped")!.TextContent
        );
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void No_engine_word_is_shown(Language language)
    {
        var summary = OrderSummary.Of(Facts.Record());
        var page = Show(
            [
                .. Enum.GetValues<PurchaseOrderState>()
                    .Select(state => summary with { PurchaseOrders = [summary.PurchaseOrders[0] with { State = state }] }),
            ],
            language: language
        );

        Assert.All(page.QuerySelectorAll("h1, th, .tab, .state"), shown => Assert.DoesNotMatch("[a-z][A-Z][a-z]", shown.TextContent));
    }

    [Fact]
    public void A_page_of_very_many_says_how_many_it_shows()
    {
        var summary = OrderSummary.Of(Facts.Record());
        var page = new HtmlParser().ParseDocument(
            _page.Show(new OrderListing([.. Enumerable.Repeat(summary, 600)], IsCut: false), Language.English, "mark")
        );

        Assert.Equal(500, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("600", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Only the first 500 are shown.", page.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_not_stored_framed_indexed_or_passed_on()
    {
        var (content, response) = await OpenAsync(TicketOf(_links.IssueToAll()[0]));

        var headers = response.Headers;
        Assert.Equal(
            ("no-referrer", "no-store", "noindex", "nosniff"),
            (
                (string?)headers["Referrer-Policy"],
                (string?)headers["Cache-Control"],
                (string?)headers["X-Robots-Tag"],
                (string?)headers["X-Content-Type-Options"]
            )
        );
        var policy = headers.ContentSecurityPolicy.ToString();
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        var page = new HtmlParser().ParseDocument(content.Content!);
        Assert.Contains($"'nonce-{page.QuerySelector("style")!.GetAttribute("nonce")}'", policy, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[style]"));
    }

    [Fact]
    public async Task A_link_shows_the_list_in_its_readers_language()
    {
        var links = _links.IssueToAll();
        Assert.Equal([Facts.Ann, Facts.Li], links.Select(link => link.Reader));

        var (english, _) = await OpenAsync(TicketOf(links[0]));
        var (chinese, _) = await OpenAsync(TicketOf(links[1]));

        Assert.Equal((StatusCodes.Status200OK, StatusCodes.Status200OK), (english.StatusCode, chinese.StatusCode));
        var page = new HtmlParser().ParseDocument(chinese.Content!);
        Assert.Equal(("zh-CN", "订单（1）"), (page.DocumentElement.GetAttribute("lang"), page.QuerySelector("h1")!.TextContent));
        var row = Assert.Single(page.QuerySelectorAll("tbody tr")).TextContent;
        string[] shown = ["暂停处理", new Texts().What(Language.Chinese, "OUT_OF_STOCK"), "待审批", "已付款 · 未发货", "2026-03-01 16:00"];
        Assert.All(shown, text => Assert.Contains(text, row, StringComparison.Ordinal));
        Assert.Equal("en", new HtmlParser().ParseDocument(english.Content!).DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task Without_a_good_link_nothing_is_read()
    {
        var (content, _) = await OpenAsync("1775000000.ann.k1.abc");

        Assert.Equal(StatusCodes.Status404NotFound, content.StatusCode);
        Assert.DoesNotContain("#1001", content.Content, StringComparison.Ordinal);
        Assert.All(
            (Language[])[Language.English, Language.Chinese],
            language => Assert.Contains(new Texts().In(language)["listNotIssued"], content.Content, StringComparison.Ordinal)
        );
        Assert.Empty(_orders.ReceivedCalls());
    }

    [Fact]
    public void An_empty_list_is_a_page() =>
        Assert.Empty(
            new HtmlParser()
                .ParseDocument(_page.Show(new OrderListing([], IsCut: false), Language.English, "mark"))
                .QuerySelectorAll("tbody tr")
        );

    private IHtmlDocument Show(IReadOnlyList<OrderSummary> orders, string? tab = null, Language language = Language.English) =>
        new HtmlParser().ParseDocument(_page.Show(new OrderListing(orders, IsCut: false), language, "mark", null, tab, "/list"));

    private static Dictionary<string, int> Tabs(IHtmlDocument page) =>
        page.QuerySelectorAll("[data-tab]")
            .ToDictionary(
                tab => tab.GetAttribute("data-tab")!,
                tab => int.Parse(tab.QuerySelector("b")!.TextContent, System.Globalization.CultureInfo.InvariantCulture)
            );

    private static string TicketOf(OrderListLink link) => link.Address.Segments[^1];

    private async Task<(ContentResult Content, HttpResponse Response)> OpenAsync(string ticket)
    {
        var record = Facts.Record() with { Hold = new Hold("OUT_OF_STOCK", "0 left", Facts.Begin, []), State = OrderState.Held };
        _orders
            .ListOpenAsync(Arg.Any<OrderKey?>(), Arg.Any<CancellationToken>())
            .Returns(_ => new[] { OrderSummary.Of(record) }.ToAsyncEnumerable());
        _orders.ListEndedAsync(Arg.Any<DateOnly>(), Arg.Any<CancellationToken>()).Returns(_ => AsyncEnumerable.Empty<OrderSummary>());
        _orders.ClearReceivedCalls();
        var stop = Substitute.For<IStopSwitch>();
        stop.ReadAsync(Arg.Any<CancellationToken>()).Returns(StopState.Untouched);
        var context = new DefaultHttpContext();
        var functions = new OrderListFunctions(
            new OrderLister(_orders, TimeProvider.System),
            _links,
            _page,
            _tickets,
            stop,
            new Texts(),
            new Templates()
        );
        return (Assert.IsType<ContentResult>(await functions.ShowAsync(context.Request, ticket, CancellationToken.None)), context.Response);
    }
}
