using Dropship.Core;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>What answers where there is nothing else: the page at the root, and addresses that do not exist.</summary>
public sealed class HomeFunctions(Texts texts, Templates templates)
{
    // The host tries routes in no order of its own: what it does not name here, it would take from other functions and from the host.
    private const string Elsewhere =
        "{*path:regex(^(?!(admin|runtime|api/(accounts|alerts|approvals|audit|consents|failed-messages|money|order-list|orders|purchase-orders|reconciliations|stores|webhooks))(/|$)).+$)}";

    [Function("Home")]
    public IActionResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{ignored:maxlength(0)?}")] HttpRequest request
    )
    {
        var language = LanguageOf(request);
        var styleNonce = HtmlPages.NewStyleNonce();
        var response = request.HttpContext.Response;
        response.Headers.Vary = "Accept-Language";
        return HtmlPages.Show(response, templates.Fill("Operations.home.page.hbs", new { t = texts.In(language), styleNonce }), styleNonce);
    }

    [Function("NotFound")]
    public IActionResult Refuse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", Route = Elsewhere)] HttpRequest request
    ) => Problems.NotFound("There is nothing at this address. The addresses of the API begin with /api/; the file api.http lists them.");

    // Chinese for whoever asks for it before English; others read English.
    private static Language LanguageOf(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(one => one.Quality ?? 1)
            .Select(one => one.Value.Value?.Split('-')[0].ToUpperInvariant())
            .FirstOrDefault(one => one is "ZH" or "EN") == "ZH"
            ? Language.Chinese
            : Language.English;
}
