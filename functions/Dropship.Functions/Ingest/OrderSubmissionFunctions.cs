using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ingest;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Ingest;

/// <summary>Takes submissions of orders: from a seller's system, whose signature is its key, and from a person with a table.</summary>
public sealed class OrderSubmissionFunctions(
    OrderSubmissionIntake intake,
    IStoreAccounts accounts,
    ApprovalOptions options,
    ILogger<OrderSubmissionFunctions> logger
)
{
    [Function("SubmitOrders")]
    public async Task<IActionResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/stores/{accountId}/orders")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        if (await RequestBodies.ReadAsync(request, OrderSubmissionIntake.MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(OrderSubmissionIntake.MaximumBytes);
        }

        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        var address = new Uri(options.PublicAddress, request.Path.Value!.TrimStart('/'));
        var answer = await intake.TakeSignedAsync(accountId, new WebhookRequest(address, headers, body), cancellationToken);
        logger.WebhookAnswered(accountId, answer.Answer);
        return answer.Answer switch
        {
            WebhookAnswer.Taken => Json.Ok(new { orders = answer.Results.Select(ResultOf) }),
            WebhookAnswer.Unreadable => Problems.Bad([$"body: must be JSON with up to {OrderSubmissionIntake.MostOrders} 'orders'."]),
            _ => RequestBodies.Answer(answer.Answer),
        };
    }

    /// <summary>Takes a table of orders. Each order is taken or refused by itself.</summary>
    [Function("SubmitOrderTable")]
    public async Task<IActionResult> SubmitTableAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/stores/{accountId}/orders/csv")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request);
        if (await RequestBodies.ReadAsync(request, OrderSubmissionIntake.MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(OrderSubmissionIntake.MaximumBytes);
        }

        if (await accounts.FindValidAsync(accountId, cancellationToken) is not { } account)
        {
            return Missing.Store(accountId);
        }

        var table = OrderTable.Read(body);
        if (((string[])[.. query.Problems, .. table.Problems]) is { Length: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        var results = table
            .Orders.Where(order => order.Problems.Count > 0)
            .ToDictionary(order => order, order => new SubmissionResult(order.Id, SubmissionOutcome.Refused, order.Problems));
        foreach (var few in table.Orders.Where(order => order.Problems.Count == 0).Chunk(OrderSubmissionIntake.MostOrders))
        {
            if (await intake.TakeAsync(account, OrderTable.Body(few), cancellationToken) is not { } answer)
            {
                return Problems.Conflict($"The orders of {account.Platform} are pulled; they are not submitted.");
            }

            foreach (var (order, result) in few.Zip(answer.Results))
            {
                results[order] = result;
            }
        }

        return Json.Ok(
            new
            {
                rows = table.Orders.SelectMany(order =>
                    order.Lines.Select(line => new
                    {
                        line,
                        order = order.Id,
                        result = results[order].Outcome,
                        problems = results[order].Problems,
                    })
                ),
            }
        );
    }

    private static object ResultOf(SubmissionResult result) =>
        new
        {
            id = result.Id,
            result = result.Outcome,
            problems = result.Problems,
        };
}
