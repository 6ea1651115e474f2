using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing;
using Dropship.Functions.Operations;
using Dropship.Functions.Tests.Support;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using NSubstitute;

namespace Dropship.Functions.Tests.Operations;

/// <summary>The list of orders as a page: all tabs, all holds in words, nothing unescaped, nobody named.</summary>
public sealed class OrderListPageTests
{
    private readonly IOrders _orders = Substitute.For<IOrders>();
    private readonly OrderListLinks _links = new(Facts.Options, TimeProvider.System);
    private readonly OrderListPage _page = new(new Texts(), new Templates(), Facts.Options);

    [Fact]
    public void An_order_is_shown_with_its_purchases_and_no_customer()
    {
        var record = Facts.Record();
        record = record with { StoreOrder = record.StoreOrder with { Number = Facts.Hostile }, Hold = new Hold("OUT_OF_STOCK", Facts.Hostile, Facts.Begin, []), State = OrderState.Held };

        var html = _page.Show(new OrderListing([OrderSummary.Of(record)], IsCut: false), Language.English, "mark");

        var page = new HtmlParser().ParseDocument(html);
        Assert.Empty(page.QuerySelectorAll("script"));
        var row = Assert.Single(page.QuerySelectorAll("tbody tr")).TextContent;
        string[] shown = [Facts.Hostile, "On hold", new Texts().What(Language.English, "OUT_OF_STOCK"), "Waiting for approval", "123.45 CNY", "义乌灯具 <厂>", "1690000000000000001", "2026-03-01 08:00 UTC", "Paid", "Unfulfilled"];
        Assert.All(shown, text => Assert.Contains(text, row, StringComparison.Ordinal));
        Assert.All(Facts.Secrets, secret => Assert.DoesNotContain(secret, html, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_state_of_a_purchase_is_counted_in_its_tab()
    {
        var summary = OrderSummary.Of(Facts.Record());
        var all = Enum.GetValues<PurchaseOrderState>().Select(state => summary with { PurchaseOrders = [summary.PurchaseOrders[0] with { State = state }] }).ToList();

        var page = new HtmlParser().ParseDocument(_page.Show(new OrderListing(all, IsCut: false), Language.English, "mark"));

        var tabs = page.QuerySelectorAll(".tab").Select(tab => (Name: tab.ChildNodes[0].TextContent.Trim(), Count: int.Parse(tab.QuerySelector("b")!.TextContent, System.Globalization.CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(Enum.GetNames<PurchaseOrderGroup>().Select(tab => new Texts().In(Language.English)[$"tab{tab}"]), tabs.Select(tab => tab.Name));
        Assert.Equal(all.Count, tabs.Sum(tab => tab.Count));
        Assert.All(tabs, tab => Assert.True(tab.Count > 0, tab.Name));
    }

    [Fact]
    public void A_page_of_very_many_says_how_many_it_shows()
    {
        var summary = OrderSummary.Of(Facts.Record());
        var page = new HtmlParser().ParseDocument(_page.Show(new OrderListing([.. Enumerable.Repeat(summary, 600)], IsCut: false), Language.English, "mark"));

        Assert.Equal(500, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("600", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("The newest 500 are shown.", page.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_not_stored_framed_indexed_or_passed_on()
    {
        var (content, response) = await OpenAsync(TicketOf(_links.IssueToAll()[0]));

        var headers = response.Headers;
        Assert.Equal(("no-referrer", "no-store", "noindex", "nosniff"), ((string?)headers["Referrer-Policy"], (string?)headers["Cache-Control"], (string?)headers["X-Robots-Tag"], (string?)headers["X-Content-Type-Options"]));
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
        string[] shown = ["暂停处理", new Texts().What(Language.Chinese, "OUT_OF_STOCK"), "待审批", "已付款 · 未发货", "2026-03-01 16:00 (北京时间)"];
        Assert.All(shown, text => Assert.Contains(text, row, StringComparison.Ordinal));
        Assert.Equal("en", new HtmlParser().ParseDocument(english.Content!).DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task Without_a_good_link_nothing_is_read()
    {
        var (content, _) = await OpenAsync("1775000000.ann.k1.abc");

        Assert.Equal(StatusCodes.Status404NotFound, content.StatusCode);
        Assert.DoesNotContain("#1001", content.Content, StringComparison.Ordinal);
        Assert.All((Language[])[Language.English, Language.Chinese], language => Assert.Contains(new Texts().In(language)["listNotIssued"], content.Content, StringComparison.Ordinal));
        Assert.Empty(_orders.ReceivedCalls());
    }

    [Fact]
    public void An_empty_list_is_a_page() => Assert.Empty(new HtmlParser().ParseDocument(_page.Show(new OrderListing([], IsCut: false), Language.English, "mark")).QuerySelectorAll("tbody tr"));

    private static string TicketOf(OrderListLink link) => link.Address.Segments[^1];

    private async Task<(ContentResult Content, HttpResponse Response)> OpenAsync(string ticket)
    {
        var record = Facts.Record() with { Hold = new Hold("OUT_OF_STOCK", "0 left", Facts.Begin, []), State = OrderState.Held };
        _orders.ListOpenAsync(Arg.Any<OrderKey?>(), Arg.Any<CancellationToken>()).Returns(_ => new[] { OrderSummary.Of(record) }.ToAsyncEnumerable());
        _orders.ListEndedAsync(Arg.Any<DateOnly>(), Arg.Any<CancellationToken>()).Returns(_ => AsyncEnumerable.Empty<OrderSummary>());
        _orders.ClearReceivedCalls();
        var context = new DefaultHttpContext();
        var functions = new OrderListFunctions(new OrderLister(_orders, TimeProvider.System), _links, _page, new Texts(), new Templates());
        return (Assert.IsType<ContentResult>(await functions.ShowAsync(context.Request, ticket, CancellationToken.None)), context.Response);
    }
}
