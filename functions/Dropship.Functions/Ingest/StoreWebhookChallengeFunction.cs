using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ingest;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Ingest;

/// <summary>Answers a platform that asks whether an address is ours. The answer is a digest with a token that both sides know.</summary>
public sealed class StoreWebhookChallengeFunction(StoreWebhookChallenge challenge, ApprovalOptions options)
{
    [Function("StoreWebhookChallenge")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/webhooks/stores/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        var answer = await challenge.AnswerAsync(
            accountId,
            new Uri(options.PublicAddress, request.Path.Value!.TrimStart('/')),
            request.Query.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal),
            cancellationToken
        );
        return answer is null ? Problems.NotFound("Nothing is asked of this address.") : Json.Ok(answer);
    }
}
