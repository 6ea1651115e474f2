using Dropship.AzureSdk.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Tests.DurableTask.Replay;

public sealed class OrchestrationReplayerTests
{
    [Fact]
    public void The_same_code_fits_its_captured_history_at_every_point()
    {
        var play = new Playback(Story, 2);
        play.Start();
        Assert.True(Replay(play, Story).IsCompatible);
        Assert.Equal(OrchestrationRuntimeStatus.Running, Replay(play, Story).Status);
        play.Return(0, 4);
        play.Raise("approved", true);
        play.Return(1, "done");

        var result = Replay(play, Story);
        Assert.Null(result.Problem);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "\"done\""), (result.Status, result.SerializedOutput));
    }

    [Fact]
    public void Changed_code_is_reported_with_the_action_and_its_id()
    {
        var play = new Playback(Story, 2);
        play.Start();
        play.Return(0, 4);

        Assert.Contains("at action id 0 the history holds a call of activity 'Double'", Replay(play, Renamed).Problem!, StringComparison.Ordinal);
        Assert.Equal("The orchestrator asks for a call of activity 'Extra' at action id 1, which its history does not hold.", Replay(play, Inserted).Problem);
        Assert.Equal("The orchestrator ends with Completed, but its history still waits.", Replay(play, Shortened).Problem);

        play.Raise("approved", true);
        play.Return(1, "done");
        Assert.Equal("The orchestrator waits, but its history ends with Completed.", Replay(play, Lengthened).Problem);
    }

    private static OrchestrationReplayResult Replay(Playback play, Func<TaskOrchestrationContext, Task> story) =>
        OrchestrationReplayer.Replay(OrchestrationReplayer.Export(play.History), story);

    private static async Task<string> Story(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>("Double", context.GetInput<int>());
        await context.WaitForExternalEvent<bool>("approved");
        return await context.CallActivityAsync<string>("Finish");
    }

    private static async Task Renamed(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>("Triple", context.GetInput<int>());
        await context.WaitForExternalEvent<bool>("approved");
    }

    private static async Task Inserted(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>("Double", context.GetInput<int>());
        await context.CallActivityAsync("Extra");
        await context.WaitForExternalEvent<bool>("approved");
    }

    private static async Task Shortened(TaskOrchestrationContext context) => await context.CallActivityAsync<int>("Double");

    private static async Task Lengthened(TaskOrchestrationContext context)
    {
        await Story(context);
        await context.WaitForExternalEvent<bool>("one more");
    }
}
