using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Operations;

/// <summary>Shows orders from stored state alone, and lets go on what waits for a person. An order is named by its id or by its
/// number.</summary>
public sealed class OrderFunctions(
    IOrders orders,
    OrderFinder finder,
    OrderLister lister,
    OperatorCommands commands,
    Waits waits,
    Texts texts,
    TimeProvider time
)
{
    // The store and 1688 are asked for one order after the other.
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    // Each day back is a question to the storage.
    private const int MostDaysBack = 400;

    private static readonly string[] s_states =
    [
        .. Enum.GetNames<OrderState>().Union(Enum.GetNames<PurchaseOrderState>(), StringComparer.Ordinal),
    ];

    /// <summary>The list of orders with their purchase orders. <c>state</c> takes a state of either; <c>all=true</c> adds those at their
    /// end that were first seen since the day <c>since</c>, or in the last days; <c>atRisk=true</c> lists those that may miss the store's
    /// deadline or whose goods or numbers are in trouble, the most urgent first; <c>ignored=true</c> lists those of which a person
    /// had a push to the store ignored; <c>find</c> leaves those that are known by a store's, our, 1688's or a tracking
    /// number.</summary>
    [Function("ListOrders")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/orders")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request, "state", "all", "since", "atRisk", "ignored", "find");
        var (all, since, state, atRisk) = (query.Flag("all"), query.Day("since"), query.Text("state"), query.Flag("atRisk"));
        var (ignored, find) = (query.Flag("ignored"), query.Text("find"));
        if (since is { } day && day < DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-MostDaysBack))
        {
            query.Report("since", $"must be within the last {MostDaysBack} days");
        }

        if (state is not null && !s_states.Contains(state, StringComparer.Ordinal))
        {
            query.Report("state", $"must be one of {string.Join(", ", s_states)}");
        }

        if (atRisk && (all || since is not null))
        {
            query.Report("atRisk", "goes without all and since");
        }

        if (ignored && (all || atRisk))
        {
            query.Report("ignored", "goes without all and atRisk");
        }

        if (query.Problems.Count > 0)
        {
            return Problems.Bad(query.Problems);
        }

        var listing =
            atRisk ? await lister.ReadAtRiskAsync(cancellationToken)
            : ignored ? await lister.ReadIgnoredAsync(since, cancellationToken)
            : all ? await lister.ReadWithEndedAsync(since, cancellationToken)
            : await lister.ReadOpenAsync(cancellationToken);
        var list = find is null ? listing.Orders : [.. listing.Orders.Where(order => order.IsKnownAs(find))];
        var counts = list.SelectMany(order => order.PurchaseOrders)
            .GroupBy(purchase => purchase.State)
            .ToDictionary(group => group.Key.ToString(), group => group.Count(), StringComparer.Ordinal);
        var tabs = list.SelectMany(order => order.PurchaseOrders)
            .GroupBy(purchase => PurchaseOrderGroups.Of(purchase.State))
            .ToDictionary(group => group.Key.ToString(), group => group.Count(), StringComparer.Ordinal);
        if (state is not null)
        {
            list =
            [
                .. list.Where(order =>
                    order.State.ToString() == state || order.PurchaseOrders.Any(purchase => purchase.State.ToString() == state)
                ),
            ];
        }

        return Json.Ok(
            new
            {
                total = list.Count,
                purchaseOrders = list.Sum(order => order.PurchaseOrders.Count),
                counts,
                tabs,
                isCut = listing.IsCut,
                orders = list,
            }
        );
    }

    /// <summary>All of one order, without personal data, with what it waits for and its whole history.</summary>
    [Function("ReadOrder")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/orders/{accountId}/{storeOrderId}")] HttpRequest request,
        string accountId,
        string storeOrderId,
        CancellationToken cancellationToken
    )
    {
        if (new QueryCheck(request).Problems is { Count: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        if (await finder.FindAsync(accountId, storeOrderId, cancellationToken) is not { } record)
        {
            return Missing.Order(accountId, storeOrderId);
        }

        var history = await orders.ReadEventsAsync(record.Key, cancellationToken);
        return Json.Ok(
            new
            {
                order = record with
                {
                    StoreOrder = record.StoreOrder with { ShipTo = null, Note = null },
                    Version = null,
                },
                waits = waits.Of(record),
                history,
            }
        );
    }

    /// <summary>Has a list of orders read again in the store and on 1688, one after the other.</summary>
    [Function("RefreshOrders")]
    public Task<IActionResult> RefreshAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/orders/refresh")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<RefreshInput>(
            request,
            input => input.Check(),
            async input =>
            {
                var results = new List<object>();
                var asked = new HashSet<OrderKey>();
                var found = await finder.FindAllAsync(input.Account, input.Orders, cancellationToken);
                foreach (var (named, order) in input.Orders.Zip(found))
                {
                    if (order is not null && asked.Add(order.Key))
                    {
                        var wait = (asked.Count - 1) * s_between;
                        await commands.LookAgainAsync(order.Key, input.Who, wait == TimeSpan.Zero ? null : wait, cancellationToken);
                    }

                    results.Add(
                        new
                        {
                            order = named,
                            asked = order is not null,
                            problem = order is null ? "there is no order with that id or number" : null,
                        }
                    );
                }

                return Json.Ok(new { orders = results });
            },
            cancellationToken
        );

    /// <summary>Releases an order from the failed step.</summary>
    [Function("ReleaseOrder")]
    public Task<IActionResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/orders/{accountId}/{storeOrderId}/release")] HttpRequest request,
        string accountId,
        string storeOrderId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<PersonInput>(
            request,
            input => input.Check(),
            async input =>
            {
                if (await finder.FindAsync(accountId, storeOrderId, cancellationToken) is not { } order)
                {
                    return Missing.Order(accountId, storeOrderId);
                }

                return
                    await commands.ReleaseAsync(order.Key, input.Who, input.WhyOr("released"), cancellationToken) is { Count: > 0 } released
                    ? Json.Ok(new { released })
                    : Problems.Conflict($"Nothing of the order waits for a release. {OrderWords.Where(texts, order)}");
            },
            cancellationToken
        );

    /// <summary>Resends goods of an order.</summary>
    [Function("ResendOrder")]
    public Task<IActionResult> ResendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/orders/{accountId}/{storeOrderId}/resend")] HttpRequest request,
        string accountId,
        string storeOrderId,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<ResendInput>(
            request,
            input => input.Check(),
            async input =>
            {
                if (await finder.FindAsync(accountId, storeOrderId, cancellationToken) is not { } order)
                {
                    return Missing.Order(accountId, storeOrderId);
                }

                return await commands.ResendAsync(order.Key, input.Lines, input.Who, input.Why, cancellationToken) is { Count: > 0 } made
                    ? Json.Ok(new { purchaseOrders = made })
                    : Problems.Bad(["lines: nothing of them was bought and paid here, or the customer's address is not kept any more."]);
            },
            cancellationToken
        );
}
