using System.Net;
using System.Text.Json.Nodes;
using Dropship.EndToEnd.Tests.Support;
using Dropship.Functions.Fulfilment;
using Dropship.TestKit.Orchestrations;
using DurableTask.Core.History;

namespace Dropship.EndToEnd.Tests;

/// <summary>
/// Drives real orders, and sees that what the real engine wrote down of them fits the orchestrator at every point. Where
/// <c>DROPSHIP_CAPTURE_HISTORIES</c> names a folder the histories are kept there: those of a version that was released must fit for as long
/// as instances of it run.
/// </summary>
[Collection(nameof(QuietSystem))]
public sealed class HistoryCaptureTests(QuietSystem fixture) : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly LocalSystem _system = fixture.System;
    private readonly AppServices _services = fixture.Services;

    public Task InitializeAsync() => _system.ControlAsync(HttpMethod.Put, "settings", new JsonObject { ["autoShip"] = false });

    public Task DisposeAsync() => _system.ControlAsync(HttpMethod.Put, "settings", new JsonObject { ["autoShip"] = true });

    [Fact]
    public async Task Approved_paid_shipped_told_and_confirmed()
    {
        var id = await OrderAsync();
        var key = await _system.ApproveAndPayAsync(id);
        await ShipAsync(id);

        await CheckEndedAsync(id, key, "Fulfilled", "approve-pay-ship-push-confirm", typeof(EventRaisedEvent));
    }

    [Fact]
    public async Task Waiting_for_the_supplier()
    {
        var id = await OrderAsync();
        var key = await _system.ApproveAndPayAsync(id);
        await _system.WaitForOrderAsync(id, "waits for its shipment", order => Approver.State(order) == "AwaitingShipment");

        // Asked once more it looks, and goes on waiting.
        await WakeUntilAsync(
            key,
            "it has looked",
            history => history.OfType<TaskScheduledEvent>().Any(call => call.Name == nameof(FulfilmentActivities.Shipment))
        );
        await Wait.UntilAsync("it waits again", async () => IsWaiting((await ReadAsync(key)).Parsed), s_limit);
        Check(await ReadAsync(key), "await-shipment", typeof(EventRaisedEvent));

        await ShipAsync(id);
        await _system.WaitForOrderAsync(id, "is fulfilled", order => order["state"]!.GetValue<string>() == "Fulfilled");
    }

    [Fact]
    public async Task Reminded_of_expired_and_cancelled()
    {
        var id = await OrderAsync();
        var asked = await _system.WaitForOrderAsync(id, "asks for approval", order => Approver.State(order) == "AwaitingApproval");
        await _system.WaitForOrderAsync(
            id,
            "is reminded of",
            order => order["purchaseOrders"]![0]!["approval"]?["reminders"]!.GetValue<int>() == 1
        );
        await _system.WaitForOrderAsync(id, "expires", order => Approver.State(order) == "ApprovalExpired");
        await _system.ControlAsync(HttpMethod.Post, $"orders/{id}/cancel", new JsonObject { ["reason"] = "CUSTOMER" });

        await CheckEndedAsync(
            id,
            Approver.Key(asked),
            "Cancelled",
            "remind-expire-cancel",
            typeof(TimerFiredEvent),
            typeof(EventRaisedEvent)
        );
    }

    [Fact]
    public async Task Failing_told_and_settled()
    {
        var id = await OrderAsync();
        var mail = await _system.ApprovalMailAsync(id, "you@example.com");
        var key = Approver.Key((await _system.ReadOrderAsync(id))!["order"]!);
        await _system.ControlAsync(
            HttpMethod.Post,
            "faults",
            new JsonObject
            {
                ["target"] = "1688",
                ["operation"] = "url.get",
                ["kind"] = "http-500",
                ["times"] = 1000,
            }
        );
        Assert.Equal("Approved", await Approver.DecideAsync(Approver.LinkOf(mail), "approve"));

        // News cut each pause short.
        await WakeUntilAsync(
            key,
            "a person is told",
            history => history.OfType<TaskScheduledEvent>().Any(call => call.Name == nameof(FulfilmentActivities.ReportTrouble))
        );
        await Wait.UntilAsync("the alert is open", async () => (await AlertsAsync(key)).Count == 1, s_limit);
        await _system.ControlAsync(HttpMethod.Delete, "faults");
        await WakeUntilAsync(
            key,
            "it works again",
            history => history.OfType<TaskScheduledEvent>().Any(call => call.Name == nameof(FulfilmentActivities.ResolveTrouble))
        );
        await Wait.UntilAsync("the alert is closed", async () => (await AlertsAsync(key)).Count == 0, s_limit);
        await _system.PayAsync(id);
        await ShipAsync(id);

        await CheckEndedAsync(id, key, "Fulfilled", "fail-report-resolve", typeof(TaskFailedEvent), typeof(EventRaisedEvent));
    }

    private async Task<string> OrderAsync() =>
        (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];

    private async Task ShipAsync(string id)
    {
        var order = await _system.WaitForOrderAsync(id, "waits for its shipment", found => Approver.State(found) == "AwaitingShipment");
        await _system.ControlAsync(HttpMethod.Post, $"1688/orders/{Approver.SupplierOrder(order)}/ship");
    }

    private async Task<List<JsonNode>> AlertsAsync(string key) =>
        [
            .. (await _system.AppJsonAsync("api/alerts"))["alerts"]!
                .AsArray()
                .Select(alert => alert!)
                .Where(alert => alert["key"]!.GetValue<string>().StartsWith($"purchase:{key}:STEP_FAILING", StringComparison.Ordinal)),
        ];

    private async Task WakeUntilAsync(string key, string what, Predicate<IReadOnlyList<HistoryEvent>> condition) =>
        await Wait.UntilAsync(
            what,
            async () =>
            {
                var history = (await ReadAsync(key)).Parsed;
                if (condition(history))
                {
                    return true;
                }

                // One that is at work would be woken for nothing, and its history grow.
                if (IsWaiting(history))
                {
                    using var raised = await _system.InstanceAsync(
                        HttpMethod.Post,
                        $"{key}/raiseEvent/{FulfilmentOrchestrator.NewsEvent}",
                        "null"
                    );
                    Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
                }

                return false;
            },
            s_limit
        );

    private static bool IsWaiting(IReadOnlyList<HistoryEvent> history) =>
        history[^1] is OrchestratorCompletedEvent
        && history.Last(happened => happened is TaskScheduledEvent or TimerCreatedEvent) is TimerCreatedEvent;

    private async Task CheckEndedAsync(string id, string key, string state, string name, params Type[] holds)
    {
        await _system.WaitForOrderAsync(id, $"is {state}", order => order["state"]!.GetValue<string>() == state);
        await Wait.UntilAsync("its orchestration ends", async () => await _system.InstanceStatusAsync(key) == "Completed", s_limit);
        Check(await ReadAsync(key), name, [.. holds, typeof(ExecutionCompletedEvent)]);
    }

    private async Task<Captured> ReadAsync(string key)
    {
        var file = HistoryFile.Write(await _services.HistoryAsync(key));
        return new Captured(file, HistoryFile.Parse(file));
    }

    private static void Check(Captured history, string name, params Type[] holds)
    {
        Assert.Empty(holds.Except(history.Parsed.Select(happened => happened.GetType())));
        var cuts = Enumerable
            .Range(1, history.Parsed.Count - 1)
            .Where(index => history.Parsed[index] is OrchestratorStartedEvent)
            .Append(history.Parsed.Count);
        Assert.Empty(
            from cut in cuts
            let problem = HistoryReplay.ProblemOf(
                [.. history.Parsed.Take(cut)],
                nameof(FulfilmentOrchestrator),
                FulfilmentOrchestrator.RunAsync
            )
            where problem is not null
            select $"the first {cut} events: {problem}"
        );
        if (Environment.GetEnvironmentVariable("DROPSHIP_CAPTURE_HISTORIES") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{name}.json"), history.File);
        }
    }

    private sealed record Captured(string File, IReadOnlyList<HistoryEvent> Parsed);
}
