using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Ingest;

/// <summary>Sends sellers to their platform's consent page and back. The one-time state in the callback is its key.</summary>
public sealed class StoreConsentFunctions(StoreConsent consent, IStoreAccounts accounts, Templates templates, Texts texts)
{
    [Function("StartStoreConsent")]
    public async Task<IActionResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/accounts/stores/{accountId}/consent")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        if (await Json.RefuseBodyAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await accounts.FindValidAsync(accountId, cancellationToken) is not { } account)
        {
            return Missing.Store(accountId);
        }

        var page = await consent.StartAsync(account, cancellationToken);
        return page.IsSuccess
            ? Json.Ok(new { page = page.Value, seconds = (int)StoreConsent.Lifetime.TotalSeconds })
            : Problems.Outside(page.Problem, "There is no page of consent to open.");
    }

    [Function("FinishStoreConsent")]
    public async Task<IActionResult> FinishAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/consents/stores")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var response = request.HttpContext.Response;
        var answer = await consent.FinishAsync(
            request.Query.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal),
            cancellationToken
        );
        if (answer.Account is not { } account)
        {
            return HtmlPages.ShowNotIssued(response, templates, texts, "consentNotIssued");
        }

        var outcome = answer.Problem is null ? "consentDone" : "consentFailed";
        var (en, zh) = (texts.In(Language.English), texts.In(Language.Chinese));
        var styleNonce = HtmlPages.NewStyleNonce();
        var model = new
        {
            styleNonce,
            title = account.DisplayName,
            english = en[outcome],
            chinese = zh[outcome],
            problem = answer.Problem?.ToString(),
        };
        return HtmlPages.Show(response, templates.Fill("Ingest.consent.page.hbs", model), styleNonce);
    }
}
