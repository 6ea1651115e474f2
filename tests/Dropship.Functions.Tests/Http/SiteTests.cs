using System.Text.Json;
using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Tests.Http;

/// <summary>The root, and addresses where nothing is.</summary>
public sealed class SiteTests
{
    private static readonly Texts s_texts = new();

    private readonly SiteFunctions _site = new(new Templates(), s_texts);
    private readonly DefaultHttpContext _context = new();

    [Fact]
    public void The_root_says_in_both_languages_what_this_is_and_leads_on()
    {
        var page = Assert.IsType<ContentResult>(_site.Root(Request("GET", "/", "text/html")));

        Assert.Equal(200, page.StatusCode);
        var document = new HtmlParser().ParseDocument(page.Content!);
        var words = document.Body!.TextContent;
        Assert.Contains(s_texts.In(Language.English)["rootText"], words, StringComparison.Ordinal);
        Assert.Contains(s_texts.In(Language.Chinese)["rootText"], words, StringComparison.Ordinal);
        Assert.NotNull(document.QuerySelector("link[rel=icon]"));
        Assert.NotEmpty(document.QuerySelector("style")!.TextContent);
        foreach (var link in document.QuerySelectorAll("main a"))
        {
            Assert.Contains("GET", ApiRoutes.MethodsAt(link.GetAttribute("href")!));
        }
    }

    [Fact]
    public void The_way_to_the_list_is_told_without_a_link_of_ones_own()
    {
        var page = Assert.IsType<ContentResult>(_site.ListEntry(Request("GET", "/api/order-list", "text/html")));

        Assert.Equal(200, page.StatusCode);
        Assert.Contains(s_texts.In(Language.English)["listEntryText"], page.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404, null)]
    [InlineData("GET", "/nothing", 404, null)]
    [InlineData("GET", "/api/orders/a/b/c/d", 404, null)]
    [InlineData("GET", "/api", 404, null)]
    [InlineData("DELETE", "/api/orders", 405, "GET")]
    [InlineData("POST", "/API/Accounts/stores/my-store", 405, "DELETE, PUT")]
    [InlineData("GET", "/api/money/release", 405, "POST")]
    [InlineData("POST", "/", 405, "GET, HEAD")]
    public void A_program_is_told_in_our_words_what_is_wrong_with_an_address(string method, string path, int status, string? allowed)
    {
        var answer = Assert.IsType<JsonResult>(_site.Nowhere(Request(method, path, "*/*")));

        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.ContentType));
        Assert.Equal(allowed ?? string.Empty, _context.Response.Headers.Allow.ToString());
        var body = JsonSerializer.SerializeToElement(answer.Value, (JsonSerializerOptions)answer.SerializerSettings!);
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.Contains(allowed ?? path, body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404, "nowhereTitle")]
    [InlineData("GET", "/favicon.png", 404, "nowhereTitle")]
    [InlineData("GET", "/api/money/stop/verify/", 404, "nowhereTitle")]
    [InlineData("POST", "/api/orders", 405, "otherMethodTitle")]
    public void A_browser_gets_a_page(string method, string path, int status, string title)
    {
        var page = Assert.IsType<ContentResult>(
            _site.Nowhere(Request(method, path, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"))
        );

        Assert.Equal((status, "text/html; charset=utf-8"), (page.StatusCode, page.ContentType));
        Assert.Contains(s_texts.In(Language.English)[title], page.Content, StringComparison.Ordinal);
        Assert.Contains(s_texts.In(Language.Chinese)[title], page.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_any_length_is_told_in_short() =>
        Assert.IsType<JsonResult>(_site.Nowhere(Request("GET", "/" + new string('x', 5000), "?? not a media type")));

    private HttpRequest Request(string method, string path, string accept)
    {
        var request = _context.Request;
        (request.Method, request.Path, request.Headers.Accept) = (method, path, accept);
        return request;
    }
}
