using Azure.Core;
using Azure.Core.Pipeline;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Tests.DurableTask.Hub;

/// <summary>A store that does not answer, or does the work and then does not answer.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class UnreliableStorageTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_store_drops_every_instance_ends_right(int seed)
    {
        const int count = 15;
        var chaos = new Chaos(seed);
        var functions = new TestFunctions()
            .Orchestrator("Parent", async context =>
            {
                var sum = (await Task.WhenAll(Enumerable.Range(0, 3).Select(i => context.CallActivityAsync<int>("Double", i)))).Sum();
                sum += await context.CallSubOrchestratorAsync<int>("Child", sum, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child"));
                if (context.GetInput<int>() == 0)
                {
                    context.SendEvent(context.InstanceId, "mine", sum);
                    context.ContinueAsNew(1);
                    return 0;
                }

                return sum + await context.WaitForExternalEvent<int>("mine") + await context.WaitForExternalEvent<int>("yours");
            })
            .Orchestrator("Child", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                return await context.CallActivityAsync<int>("Double", context.GetInput<int>());
            })
            .Activity("Double", (int i) => i * 2);
        await using var hub = await TestHub.StartAsync(azurite, functions, policy: chaos);
        chaos.IsOn = true;
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await UntilDoneAsync(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
                "Parent",
                0,
                new StartOrchestrationOptions($"p{i}").WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]),
                TestHub.Soon));
            await UntilDoneAsync(() => hub.Client.RaiseEventAsync($"p{i}", "yours", 100, TestHub.Soon));
        }));
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            OrchestrationMetadata? end = null;
            await UntilDoneAsync(async () => end = await hub.EndAsync($"p{i}"));
            Assert.Equal("136", end!.SerializedOutput);
        }));
        chaos.IsOn = false;
        Assert.True(chaos.Failures > 20, $"only {chaos.Failures} requests failed");
    }

    [Fact]
    public async Task Whoever_raises_an_event_hears_when_it_could_not_be_stored()
    {
        var chaos = new Chaos(1) { Share = 1 };
        await using var hub = await TestHub.StartAsync(
            azurite,
            new TestFunctions().Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("n")),
            policy: chaos);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("w"), TestHub.Soon);
        await hub.Client.WaitForInstanceStartAsync("w", TestHub.Soon);
        chaos.IsOn = true;
        await Assert.ThrowsAsync<IOException>(() => hub.Client.RaiseEventAsync("w", "n", 1, TestHub.Soon));
        chaos.IsOn = false;
        await hub.Client.RaiseEventAsync("w", "n", 2, TestHub.Soon);

        Assert.InRange((await hub.EndAsync("w")).ReadOutputAs<int>(), 1, 2);
    }

    private static async Task UntilDoneAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (IOException)
            {
                // Try again, as any caller would.
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return;
            }
        }
    }

    private sealed class Chaos(int seed) : HttpPipelinePolicy
    {
        private readonly Random _random = new(seed);
        private int _failures;

        public bool IsOn { get; set; }

        /// <summary>How many requests fail, before or after the work.</summary>
        public double Share { get; init; } = 0.2;

        public int Failures => _failures;

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            double dice;
            lock (_random)
            {
                dice = IsOn ? _random.NextDouble() : 1;
            }

            if (dice < Share / 2)
            {
                Interlocked.Increment(ref _failures);
                throw new IOException("The request got lost.");
            }

            await ProcessNextAsync(message, pipeline);
            if (dice < Share)
            {
                Interlocked.Increment(ref _failures);
                throw new IOException("The answer got lost.");
            }
        }
    }
}
