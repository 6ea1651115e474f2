using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Parser;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;

namespace Dropship.Functions.Tests.Http;

public sealed class NotIssuedPageTests
{
    [Fact]
    public void The_page_is_the_same_each_time_and_its_styles_are_applied()
    {
        var response = new DefaultHttpContext().Response;
        var first = HtmlPages.ShowNotIssued(response, new Templates(), new Texts(), "standingNotIssued");
        var second = HtmlPages.ShowNotIssued(new DefaultHttpContext().Response, new Templates(), new Texts(), "standingNotIssued");

        Assert.Equal(first.Content, second.Content);
        var style = new HtmlParser().ParseDocument(first.Content!).QuerySelector("style")!.TextContent;
        Assert.Contains(
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'",
            response.Headers.ContentSecurityPolicy.ToString(),
            StringComparison.Ordinal
        );
    }
}
