using System.Security.Cryptography;
using Dropship.Core;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Http;

/// <summary>
/// The only way a page leaves the app. A page's address holds the key to what is on it, a signed ticket: it must not travel in a referrer, stay in a cache, or be
/// framed. No page runs scripts.
/// </summary>
internal static class HtmlPages
{
    /// <summary>A new mark for a page's own styles; only those that bear it are applied.</summary>
    public static string NewStyleNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>Answers with a page.</summary>
    /// <param name="response">Gets the headers that protect it.</param>
    /// <param name="content">The page.</param>
    /// <param name="styleNonce">The mark that its style element bears.</param>
    /// <param name="status">The status code.</param>
    /// <param name="leadsTo">The site that a form of the page may lead on to; null when all its forms stay here.</param>
    public static ContentResult Show(HttpResponse response, string content, string styleNonce, int status = StatusCodes.Status200OK, Uri? leadsTo = null)
    {
        // Browsers hold the sites that a form's answer leads on to against the same list.
        Protect(response, $"style-src 'nonce-{styleNonce}'; img-src https: http: data:; ", leadsTo is null ? string.Empty : $" https: {leadsTo.GetLeftPart(UriPartial.Authority)}");
        return new ContentResult { Content = content, ContentType = "text/html; charset=utf-8", StatusCode = status };
    }

    /// <summary>Answers that a link opens nothing, in both languages and in the same texts whatever is wrong with it.</summary>
    /// <param name="response">Gets the headers that protect it.</param>
    /// <param name="templates">Where the page is.</param>
    /// <param name="texts">Both languages.</param>
    /// <param name="remedy">The name of the text that says where a good link is found.</param>
    public static ContentResult ShowNotIssued(HttpResponse response, Templates templates, Texts texts, string remedy)
    {
        var (en, zh) = (texts.In(Language.English), texts.In(Language.Chinese));
        return Show(response, templates.Fill("Presentation.notissued.page.hbs", new { en, zh, english = en[remedy], chinese = zh[remedy] }), NewStyleNonce(), StatusCodes.Status404NotFound);
    }

    /// <summary>Leads on to another site, which must not learn where the reader came from.</summary>
    public static RedirectResult LeadTo(HttpResponse response, Uri address)
    {
        Protect(response, string.Empty, string.Empty);
        return new RedirectResult(address.AbsoluteUri);
    }

    private static void Protect(HttpResponse response, string sources, string formTargets)
    {
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cache-Control"] = "no-store";
        response.Headers["X-Robots-Tag"] = "noindex";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["Strict-Transport-Security"] = "max-age=31536000";
        response.Headers["Content-Security-Policy"] = $"default-src 'none'; {sources}form-action 'self'{formTargets}; frame-ancestors 'none'; base-uri 'none'";
    }
}
