using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Dropship.Trials.BadInput;

/// <summary>The command <c>bad-input</c>.</summary>
internal static class BadInputCommand
{
    public static Command Make()
    {
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same inputs.", DefaultValueFactory = _ => 1 };
        var inputs = new Option<int>("--inputs") { Description = "How many bad inputs are given.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("bad-input", "Gives the app generated bad input from each side, and says what came of it.")
        {
            seed,
            inputs,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(seed), parsed.GetValue(inputs), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int seed, int inputs, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var run = await BadInputRun.StartAsync(seed, cancellationToken);
        await run.RunAsync(inputs, cancellationToken);
        foreach (var tally in run.Tallies)
        {
            var outcomes = string.Join(
                ", ",
                tally.Outcomes.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value}"))
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tally.Name,-26} {tally.Inputs,8} inputs {tally.Faults.Count,4} faults   {outcomes}"
                )
            );
            foreach (var fault in tally.Faults.DistinctBy(fault => fault.Split(':')[0]).Take(10))
            {
                Console.WriteLine($"  {fault}");
            }
        }

        var faults = run.Tallies.Sum(tally => tally.Faults.Count);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"seed {seed}: {run.Tallies.Sum(tally => tally.Inputs)} bad inputs, {run.GoodOrders} good orders between them, {clock.Elapsed.TotalSeconds:F0} s: {faults} faults."
            )
        );
        return faults == 0 ? 0 : 1;
    }
}
