using Dropship.Core.Operations;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Operations;

/// <summary>Takes what people know of a forwarder's shipments.</summary>
public sealed class ShipmentFunctions(OrderFinder finder, ShipmentEntry entry)
{
    /// <summary>Enters the tracking number of goods that a forwarder sent on.</summary>
    [Function("EnterShipment")]
    public Task<IActionResult> EnterAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/orders/{accountId}/{storeOrderId}/shipments")] HttpRequest request,
        string accountId,
        string storeOrderId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<ShipmentInput>(
            request,
            input => input.Check(),
            async input =>
                await finder.FindAsync(accountId, storeOrderId, cancellationToken) is not { } order ? Missing.Order(accountId, storeOrderId)
                : await entry.EnterAsync(order.Key, input.ToEntered(), cancellationToken) is { } refusal ? Problems.Conflict(refusal)
                : Json.Ok(new { entered = input.Number }),
            cancellationToken
        );

    /// <summary>Notes that goods arrived at the forwarder, or that they did not.</summary>
    [Function("EnterArrival")]
    public Task<IActionResult> EnterArrivalAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/orders/{accountId}/{storeOrderId}/arrival")] HttpRequest request,
        string accountId,
        string storeOrderId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<ArrivalInput>(
            request,
            input => input.Check(),
            async input =>
            {
                if (await finder.FindAsync(accountId, storeOrderId, cancellationToken) is not { } order)
                {
                    return Missing.Order(accountId, storeOrderId);
                }

                var why = new PersonInput(input.Who, input.Why).WhyOr(input.HasArrived ? "arrived" : "not arrived");
                return
                    await entry.NoteArrivalAsync(order.Key, input.Reference, input.HasArrived, input.Who, why, cancellationToken)
                        is { } refusal
                    ? Problems.Conflict(refusal)
                    : Json.Ok(new { arrived = input.HasArrived });
            },
            cancellationToken
        );

    /// <summary>Enters a table of tracking numbers. Each row is taken or refused by itself.</summary>
    [Function("EnterShipments")]
    public async Task<IActionResult> EnterTableAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/shipments/csv")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request);
        if (await RequestBodies.ReadAsync(request, Json.MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(Json.MaximumBytes);
        }

        var table = ShipmentTable.Read(body);
        if (((string[])[.. query.Problems, .. table.Problems]) is { Length: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        var rows = new List<object>();
        foreach (var row in table.Rows)
        {
            var problem = await EnterAsync(row, cancellationToken);
            rows.Add(
                new
                {
                    line = row.Line,
                    order = row.Order,
                    number = row.Shipment.Number,
                    entered = problem is null,
                    problem,
                }
            );
        }

        return Json.Ok(new { rows });
    }

    private async Task<string?> EnterAsync(ShipmentRow row, CancellationToken cancellationToken)
    {
        var input = row.Shipment;
        if (((string[])[.. row.Problems, .. input.Check()]) is { Length: > 0 } problems)
        {
            return string.Join(' ', problems);
        }

        return await finder.FindAsync(row.Account, row.Order, cancellationToken) is { } order
            ? await entry.EnterAsync(order.Key, input.ToEntered(), cancellationToken)
            : $"The store account '{row.Account}' has no order with the id or number '{row.Order}'.";
    }
}
