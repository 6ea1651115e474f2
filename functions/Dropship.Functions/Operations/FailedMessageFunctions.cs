using Dropship.Core.Operations;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Shows messages that failed, and has a person send them again or give them up.</summary>
public sealed class FailedMessageFunctions(IFailedMessages messages, FailedMessageService service)
{
    /// <summary>Those that wait for a person; <c>all=true</c> adds those that were handled and those that the queue still tries.</summary>
    [Function("ListFailedMessages")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/failed-messages")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request, "all");
        var all = query.Flag("all");
        if (query.Problems.Count > 0)
        {
            return Problems.Bad(query.Problems);
        }

        var list = await messages.ListAsync(cancellationToken);
        return Json.Ok(
            new
            {
                messages = list.Where(message => all || message.State == FailedMessageState.Waiting)
                    .OrderByDescending(message => message.LastFailedAt)
                    .Select(message => message with { Version = null }),
            }
        );
    }

    [Function("ReadFailedMessage")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/failed-messages/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) =>
        new QueryCheck(request).Problems is { Count: > 0 } problems ? Problems.Bad(problems)
        : await messages.FindAsync(id, cancellationToken) is { } message ? Json.Ok(message with { Version = null })
        : Missing.FailedMessage(id);

    [Function("SendFailedMessageAgain")]
    public Task<IActionResult> SendAgainAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/failed-messages/{id}/redrive")] HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => HandleAsync(request, id, input => service.SendAgainAsync(id, input.Who, input.Why, cancellationToken), cancellationToken);

    [Function("DropFailedMessage")]
    public Task<IActionResult> DropAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/failed-messages/{id}/drop")] HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => HandleAsync(request, id, input => service.DropAsync(id, input.Who, input.Why, cancellationToken), cancellationToken);

    private static Task<IActionResult> HandleAsync(
        HttpRequest request,
        string id,
        Func<PersonInput, Task<FailedMessage?>> handle,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<PersonInput>(
            request,
            input => input.CheckWithReason("is kept with the message"),
            async input => await handle(input) is { } message ? Json.Ok(message with { Version = null }) : Missing.FailedMessage(id),
            cancellationToken
        );
}
