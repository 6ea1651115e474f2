using System.Text.Json;
using Dropship.AzureSdk.Testing;
using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Tests.Support;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using static Dropship.Core.Fulfilment.FulfilmentStep;

namespace Dropship.Functions.Tests.Fulfilment;

/// <summary>
/// Instances live for weeks: today's orchestrator must be able to go on with what yesterday's wrote. When one of these fails, the
/// orchestrator needs a new version, and the old one stays beside it until its last instance has ended.
/// </summary>
public sealed class HistoryTests
{
    public static TheoryData<string> Captured => [.. Histories.All];

    public static TheoryData<string, string> Changes => new()
    {
        { nameof(Inserted), "a call of activity 'Audit'" },
        { nameof(Paused), "a timer" },
        { nameof(Renamed), "ContinueFulfilment" },
        { nameof(Lengthened), "'Audit'" },
        { nameof(Shortened), "ends" },
    };

    [Theory]
    [MemberData(nameof(Captured))]
    public void A_captured_history_fits_the_orchestrator_at_every_point(string name)
    {
        var history = Histories.Read(name);

        // As a running instance it may stand wherever a step began.
        var cuts = Enumerable.Range(1, history.Count - 1).Where(index => history[index] is OrchestratorStartedEvent).Append(history.Count).ToList();

        Assert.True(cuts.Count > 3);
        Findings.None(
            from cut in cuts
            let problem = OrchestrationReplayer.Replay(history.Take(cut), FulfilmentOrchestrator.RunAsync).Problem
            where problem is not null
            select $"{name}, the first {cut} events: {problem}");
    }

    [Theory]
    [MemberData(nameof(Captured))]
    public void A_history_lies_under_the_version_that_it_bears(string name)
    {
        using var host = JsonDocument.Parse(SourceTree.Read("functions/Dropship.Functions/host.json"));
        var current = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("defaultVersion").GetString();
        var started = Assert.Single(Histories.Read(name).OfType<ExecutionStartedEvent>());

        Assert.Equal(Path.GetDirectoryName(name), started.Version);
        Assert.Equal(nameof(FulfilmentOrchestrator), started.Name);
        Assert.True(Directory.Exists(Path.Combine(Histories.Folder, current!)), $"There is no history of version {current}.");
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_orchestrator_is_found_out(string change, string says)
    {
        Func<TaskOrchestrationContext, Task> changed = change switch
        {
            nameof(Inserted) => Inserted,
            nameof(Paused) => Paused,
            nameof(Renamed) => Renamed,
            nameof(Lengthened) => Lengthened,
            _ => Shortened,
        };

        foreach (var name in Histories.All)
        {
            var result = OrchestrationReplayer.Replay(Histories.Read(name), changed);

            Assert.False(result.IsCompatible, $"{change} fits {name}.");
            Assert.Contains(says, result.Problem!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reminders_expiry_and_cancelling_make_a_history()
    {
        var script = new FulfilmentScript { View = new FulfilmentView(AwaitDecision, Facts.Begin.AddHours(12)) };
        script.Play.Start(FulfilmentScript.Key);
        script.View = new FulfilmentView(AwaitDecision, Facts.Begin.AddDays(10));
        script.Play.SkipToTimer();
        script.View = new FulfilmentView(Cancel, Facts.Begin.AddDays(10).AddSeconds(12));
        while (script.Play.Now < Facts.Begin.AddDays(10).UtcDateTime)
        {
            script.Play.SkipToTimer();
        }

        script.View = new FulfilmentView(Finished, null);
        script.Play.SkipToTimer();

        Assert.NotNull(script.Play.End);
        AssertFits("remind-expire-cancel.json", script);
    }

    [Fact]
    public void Failures_and_trouble_make_a_history()
    {
        var script = new FulfilmentScript();
        var failures = 0;
        script.On("ContinueFulfilment", () => ++failures <= 6 ? throw new ScriptedFailureException("no answer") : new FulfilmentView(Finished, null));
        script.Play.Start(FulfilmentScript.Key);
        while (script.Play.End is null)
        {
            script.Play.SkipToTimer();
        }

        Assert.Contains("ResolveTrouble", script.Calls);
        AssertFits("fail-report-resolve.json", script);
    }

    [Fact]
    public void A_waiting_instance_is_a_history_too()
    {
        var script = new FulfilmentScript { View = new FulfilmentView(AwaitDecision, Facts.Begin.AddHours(12)) };
        script.Play.Start(FulfilmentScript.Key);
        script.News(AwaitPayment);
        script.News(AwaitShipment);

        Assert.Null(script.Play.End);
        AssertFits("await-shipment.json", script);
    }

    private static void AssertFits(string name, FulfilmentScript script)
    {
        Histories.Capture(name, script.Play.History);
        Assert.Null(OrchestrationReplayer.Replay(OrchestrationReplayer.Export(script.Play.History), FulfilmentOrchestrator.RunAsync).Problem);
        Assert.True(File.Exists(Path.Combine(Histories.Folder, "1.0", name)), $"Histories/1.0/{name} is missing; capture it.");
    }

    private static async Task Inserted(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync("Audit");
        await FulfilmentOrchestrator.RunAsync(context);
    }

    private static async Task Paused(TaskOrchestrationContext context)
    {
        await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1), CancellationToken.None);
        await FulfilmentOrchestrator.RunAsync(context);
    }

    private static async Task Renamed(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<FulfilmentView>("ReadView", context.GetInput<string>());
        await FulfilmentOrchestrator.RunAsync(context);
    }

    private static async Task Lengthened(TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync<FulfilmentView>(nameof(FulfilmentActivities.ContinueFulfilment), context.GetInput<string>());
        }
        catch (TaskFailedException)
        {
            // Another orchestrator would go on.
        }

        await context.CallActivityAsync("Audit");
    }

    private static async Task Shortened(TaskOrchestrationContext context) =>
        await context.CallActivityAsync<FulfilmentView>(nameof(FulfilmentActivities.ContinueFulfilment), context.GetInput<string>());
}
