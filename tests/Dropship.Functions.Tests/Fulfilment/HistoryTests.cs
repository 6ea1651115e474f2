using System.Text.Json;
using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Tests.Support;
using Dropship.TestKit.Orchestrations;
using DurableTask.Core.History;
using Microsoft.DurableTask;

namespace Dropship.Functions.Tests.Fulfilment;

/// <summary>
/// Instances live for weeks: today's orchestrator must be able to go on with what yesterday's wrote. When one of these fails, the
/// orchestrator needs a new version, and the old one stays beside it until its last instance has ended.
/// </summary>
public sealed class HistoryTests
{
    public static TheoryData<string> Captured => [.. Histories.All];

    public static TheoryData<string, string> Changes =>
        new()
        {
            { nameof(Inserted), "instead scheduled an activity task named 'Audit'" },
            { nameof(Paused), "instead produced a CreateTimerOrchestratorAction" },
            { nameof(Renamed), "instead scheduled an activity task named 'ReadView'" },
            { nameof(Lengthened), "instead produced a ScheduleTaskOrchestratorAction" },
            { nameof(Shortened), "hasn't (yet?) scheduled this task" },
        };

    [Theory]
    [MemberData(nameof(Captured))]
    public void A_captured_history_fits_the_orchestrator_at_every_point(string name)
    {
        var history = Histories.Read(name);

        // As a running instance it may stand wherever a step began.
        var cuts = Enumerable
            .Range(1, history.Count - 1)
            .Where(index => history[index] is OrchestratorStartedEvent)
            .Append(history.Count)
            .ToList();

        Assert.True(cuts.Count > 3);
        Findings.None(
            from cut in cuts
            let problem = HistoryReplay.ProblemOf([.. history.Take(cut)], nameof(FulfilmentOrchestrator), FulfilmentOrchestrator.RunAsync)
            where problem is not null
            select $"{name}, the first {cut} events: {problem}"
        );
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
        Func<TaskOrchestrationContext, string?, Task> changed = change switch
        {
            nameof(Inserted) => Inserted,
            nameof(Paused) => Paused,
            nameof(Renamed) => Renamed,
            nameof(Lengthened) => Lengthened,
            _ => Shortened,
        };

        foreach (var name in Histories.All)
        {
            var problem = HistoryReplay.ProblemOf(Histories.Read(name), nameof(FulfilmentOrchestrator), changed);

            Assert.NotNull(problem);
            Assert.Contains(says, problem, StringComparison.Ordinal);
        }
    }

    private static async Task Inserted(TaskOrchestrationContext context, string? key)
    {
        await context.CallActivityAsync("Audit");
        await FulfilmentOrchestrator.RunAsync(context, key);
    }

    private static async Task Paused(TaskOrchestrationContext context, string? key)
    {
        await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1), CancellationToken.None);
        await FulfilmentOrchestrator.RunAsync(context, key);
    }

    private static async Task Renamed(TaskOrchestrationContext context, string? key)
    {
        await context.CallActivityAsync<NextStep>("ReadView", key);
        await FulfilmentOrchestrator.RunAsync(context, key);
    }

    private static async Task Lengthened(TaskOrchestrationContext context, string? key)
    {
        try
        {
            await context.CallActivityAsync<NextStep>(nameof(FulfilmentActivities.Approval), key);
        }
        catch (TaskFailedException)
        {
            // Another orchestrator would go on.
        }

        await context.CallActivityAsync("Audit");
    }

    private static async Task Shortened(TaskOrchestrationContext context, string? key) =>
        await context.CallActivityAsync<NextStep>(nameof(FulfilmentActivities.Approval), key);
}
