using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.EndToEnd.Tests.Support;
using Dropship.Storage.Queues;

namespace Dropship.EndToEnd.Tests;

/// <summary>Orchestrations on the real engine: started more than once, woken when nobody waits any more, removed, and ended by
/// hand.</summary>
[Collection(nameof(QuietSystem))]
public sealed class OrchestrationTests(QuietSystem fixture)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly LocalSystem _system = fixture.System;
    private readonly AppServices _services = fixture.Services;

    [Fact]
    public async Task One_is_started_once_whatever_became_of_it_and_waking_nobody_is_no_error()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
        var order = new OrderKey("demo-store", id);
        var asked = await _system.WaitForOrderAsync(id, "asks for approval", found => Approver.State(found) == "AwaitingApproval");
        var key = Approver.Key(asked);
        var execution = await ExecutionAsync(key);

        // Four more calls for what is placed already; each starts its orchestration.
        await CallAsync(key, 4);
        await _system.ApproveAndPayAsync(id);
        await _system.WaitForOrderAsync(id, "is fulfilled", found => found["state"]!.GetValue<string>() == "Fulfilled");
        await Wait.UntilAsync("its orchestration ends", async () => await _system.InstanceStatusAsync(key) == "Completed", s_limit);
        Assert.Equal(execution, await ExecutionAsync(key));

        // One that has ended is neither started again by a late call nor missed by one that brings news.
        await CallAsync(key, 1);
        await DeliverAgainAsync(order);
        Assert.Equal(execution, await ExecutionAsync(key));

        // Nor is one that was removed; started again it finds that there is nothing left to do.
        using var purged = await _system.InstanceAsync(HttpMethod.Delete, key);
        Assert.Equal(HttpStatusCode.OK, purged.StatusCode);
        Assert.Null(await _system.InstanceStatusAsync(key));
        await DeliverAgainAsync(order);
        Assert.Null(await _system.InstanceStatusAsync(key));
        await CallAsync(key, 1);
        await Wait.UntilAsync("it ended again", async () => await _system.InstanceStatusAsync(key) == "Completed", s_limit);

        var failed = await _system.AppJsonAsync("api/failed-messages?all=true");
        Assert.DoesNotContain(
            failed["messages"]!.AsArray(),
            message => message!["text"]!.GetValue<string>() is var text && (text == key || text == order.ToString())
        );
        var books = await _system.ControlAsync(HttpMethod.Get, "state");
        Assert.Single(books["purchaseOrders"]!.AsArray(), bought => bought!["outOrderId"]!.GetValue<string>() == key);
    }

    [Fact]
    public async Task One_that_was_ended_by_hand_is_told_and_started_again_and_its_order_ends()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "PHN-STAND", ["country"] = "CN" }))[0];
        await _system.ApprovalMailAsync(id, "you@example.com");
        var key = Approver.Key((await _system.ReadOrderAsync(id))!["order"]!);
        var first = await ExecutionAsync(key);

        using var terminated = await _system.InstanceAsync(HttpMethod.Post, $"{key}/terminate?reason=by-hand");
        Assert.Equal(HttpStatusCode.Accepted, terminated.StatusCode);
        await Wait.UntilAsync(
            "another one runs in its place",
            async () => await ExecutionAsync(key) != first && await _system.InstanceStatusAsync(key) == "Running",
            s_limit
        );
        await Wait.UntilAsync(
            "a person is told",
            async () =>
                (await _system.MailsAsync()).Any(mail =>
                    mail!["text"]!.GetValue<string>() is var text && text.Contains("orchestration: Terminated", StringComparison.Ordinal)
                ),
            s_limit
        );

        // The new one knows what the old one did.
        await _system.ApproveAndPayAsync(id);
        var done = await _system.WaitForOrderAsync(id, "is fulfilled", found => found["state"]!.GetValue<string>() == "Fulfilled");
        Assert.Single(done["purchaseOrders"]!.AsArray());
        await Wait.UntilAsync("its orchestration ends", async () => await _system.InstanceStatusAsync(key) == "Completed", s_limit);
    }

    // Which run of an instance its history tells.
    private Task<string> ExecutionAsync(string key) =>
        Wait.ForAsync(
            $"the engine has begun {key}",
            async () => (await _services.HistoryAsync(key)).Select(row => (string?)row["ExecutionId"]).LastOrDefault(),
            s_limit
        );

    // Calls for a purchase order, as often as said, and waits until that was answered.
    private async Task CallAsync(string key, int times)
    {
        var purchase = PurchaseOrderKey.Parse(key);
        var now = DateTimeOffset.UtcNow;
        for (var call = 0; call < times; call++)
        {
            await _services
                .Get<IWorkQueues>()
                .SendPurchaseOrderAsync(purchase, "demo-1688", PlacementMessageId.At(now.AddMilliseconds(call)), CancellationToken.None);
        }

        await using var waiting = _services.Get<Azure.Messaging.ServiceBus.ServiceBusClient>().CreateReceiver(QueueNames.PurchaseOrders);
        await Wait.UntilAsync("the calls are answered", async () => await waiting.PeekMessageAsync(0) is null, s_limit);
    }

    // Has an order looked at as if that had broken off before: only then is an orchestration woken that should have ended.
    private async Task DeliverAgainAsync(OrderKey order)
    {
        var queue = _services.Get<QueueServiceClient>().GetQueueClient(QueueNames.Orders);
        await Wait.UntilAsync(
            "we are faster than the app once",
            async () =>
            {
                await _services.Get<IWorkQueues>().SendOrderAsync(order, CancellationToken.None);
                QueueMessage? taken = await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5));
                if (taken is null)
                {
                    return false;
                }

                await queue.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, taken.Body, TimeSpan.Zero);
                return taken.Body.ToString() == order.ToString();
            },
            s_limit
        );
        await Wait.UntilAsync(
            "the queue is empty",
            async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0,
            s_limit
        );
    }
}
