using System.Security.Cryptography;
using System.Text;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Dropship.Functions.Http;

/// <summary>
/// The only way to return a page. Page addresses contain signed tickets: they must not leak through referrers or caches, and pages must not
/// be framed. No page runs scripts.
/// </summary>
internal static class HtmlPages
{
    /// <summary>A new nonce for a page's styles; browsers apply only styles with it.</summary>
    public static string NewStyleNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether a browser asks. A program that takes anything is told in JSON.</summary>
    public static bool IsAskedFor(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(media => media.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Answers with a page.</summary>
    /// <param name="response">Gets the headers that protect it.</param>
    /// <param name="content">The page.</param>
    /// <param name="styleNonce">The nonce of its style element.</param>
    /// <param name="status">The status code.</param>
    public static ContentResult Show(HttpResponse response, string content, string styleNonce, int status = StatusCodes.Status200OK)
    {
        Protect(response, $"style-src 'nonce-{styleNonce}'; img-src https: http: data:; ");
        return new ContentResult
        {
            Content = content,
            ContentType = "text/html; charset=utf-8",
            StatusCode = status,
        };
    }

    /// <summary>Returns the page for an invalid link, in both languages and with the same text whatever is wrong.</summary>
    /// <param name="response">Gets the headers that protect it.</param>
    /// <param name="templates">Where the page is.</param>
    /// <param name="texts">Both languages.</param>
    /// <param name="remedy">The name of the text that says where a good link is found.</param>
    public static ContentResult ShowNotIssued(HttpResponse response, Templates templates, Texts texts, string remedy) =>
        ShowNotice(response, templates, new NoticeText(texts, "standingNotIssuedTitle", remedy) { Status = StatusCodes.Status404NotFound });

    /// <summary>Returns a page with a few words in both languages, the same each time.</summary>
    /// <param name="response">Gets the headers that protect it.</param>
    /// <param name="templates">Where the page is.</param>
    /// <param name="notice">What it says.</param>
    public static ContentResult ShowNotice(HttpResponse response, Templates templates, NoticeText notice)
    {
        var content = templates.Fill("Presentation.notice.page.hbs", notice.Model);

        // A nonce would make two answers differ.
        var style = content[
            (content.IndexOf("<style>", StringComparison.Ordinal) + 7)..content.IndexOf("</style>", StringComparison.Ordinal)
        ];
        Protect(response, $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; img-src data:; ");
        return new ContentResult
        {
            Content = content,
            ContentType = "text/html; charset=utf-8",
            StatusCode = notice.Status,
        };
    }

    /// <summary>Redirects to another site without a referrer.</summary>
    public static RedirectResult LeadTo(HttpResponse response, Uri address)
    {
        Protect(response, string.Empty);
        return new RedirectResult(address.AbsoluteUri);
    }

    private static void Protect(HttpResponse response, string sources)
    {
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cache-Control"] = "no-store";
        response.Headers["X-Robots-Tag"] = "noindex";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["Strict-Transport-Security"] = "max-age=31536000";
        response.Headers["Content-Security-Policy"] =
            $"default-src 'none'; {sources}form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    }
}
