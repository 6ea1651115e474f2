using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Xunit.Abstractions;

namespace Dropship.Simulation.Tests;

/// <summary>Ten thousand orders under every fault, and the proof that a seed decides everything.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Orders = 20;

    [Fact]
    public void Five_thousand_orders_under_faults_keep_every_promise()
    {
        var options = new SimulationOptions(Seed: 1, Runs: 250, Orders);
        using var report = new StringWriter();

        var summary = new SimulationBatch(options).Run(report);

        output.WriteLine(report.ToString());
        Assert.Empty(summary.Broken.Select(broken => $"seed {broken.Seed}: {broken.Promise.Rule}: {broken.Promise.What}"));
        Assert.Equal(5_000, summary.Orders);
        Assert.DoesNotContain(Enum.GetValues<Fault>(), fault => summary.Struck[(int)fault] == 0);

        // A simulation in which nothing gets through proves nothing.
        Assert.InRange(summary.Ends["order Fulfilled"], 2_000, 5_000);
        foreach (
            var end in (string[])
                [
                    "order Cancelled",
                    "order Held",
                    "order FulfilledElsewhere",
                    "purchase Completed",
                    "purchase Cancelled",
                    "purchase Blocked",
                    "purchase RefundDue",
                    "purchase FulfilledElsewhere",
                ]
        )
        {
            Assert.True(summary.Ends.ContainsKey(end), $"Nothing ended as '{end}'.");
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(4711)]
    [InlineData(900_001)]
    public void A_seed_replays_the_same_step_by_step(int seed)
    {
        var first = new SimulationRun().Play((ulong)seed, Orders);
        var second = new SimulationRun().Play((ulong)seed, Orders);

        Assert.Equal((first.Steps, first.Digest), (second.Steps, second.Digest));
    }

    [Fact]
    public void Another_seed_is_another_run() =>
        Assert.NotEqual(new SimulationRun().Play(1, Orders).Digest, new SimulationRun().Play(2, Orders).Digest);

    [Fact]
    public void A_broken_promise_is_told_with_the_history_of_its_order()
    {
        var world = new World(new Wiring(), seed: 1, Orders, isTraced: true);
        world.Run();
        var order = world.Orders.Records.Keys.First();
        world.Promises.OnPushed(order.AccountId, world.Store.Get(order.StoreOrderId), "a number of nobody", []);

        var report = SimulationRun.Tell(world, 1, Orders, world.Promises.Broken!);

        Assert.Contains("Seed 1 (--orders 20) broke a promise at step", report, StringComparison.Ordinal);
        Assert.Contains(Promises.PushOnce, report, StringComparison.Ordinal);
        Assert.Contains($"The history of {order}:", report, StringComparison.Ordinal);
        Assert.Contains("order-seen", report, StringComparison.Ordinal);
        Assert.Contains("What happened last of all:", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seed 5 --runs 10", 5, 10, 20)]
    [InlineData("--seed 5 --runs 10 --orders 3", 5, 10, 3)]
    public void The_command_line_names_seeds_and_runs(string line, int seed, int runs, int orders) =>
        Assert.Equal(new SimulationOptions((ulong)seed, runs, orders), SimulationOptions.Read(line.Split(' ')));

    [Theory]
    [InlineData("--seed")]
    [InlineData("--seed x")]
    [InlineData("--sead 1")]
    [InlineData("--runs 0")]
    public void What_is_not_understood_is_not_run(string line) => Assert.Null(SimulationOptions.Read(line.Split(' ')));
}
