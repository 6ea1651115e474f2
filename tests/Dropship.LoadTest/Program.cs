using System.CommandLine;
using Dropship.LoadTest;
using Dropship.Tooling;

var rate = new Option<int>("--rate") { Description = "Orders a minute under load.", DefaultValueFactory = _ => 300 };
var minutes = new Option<double>("--minutes") { Description = "How long customers order under load.", DefaultValueFactory = _ => 2 };
var stored = new Option<int[]>("--stored")
{
    Description = "Orders that lie in the tables beforehand. With several numbers, a system for each is measured, in turns.",
    DefaultValueFactory = _ => [0],
    AllowMultipleArgumentsPerToken = true,
};
var rounds = new Option<int>("--rounds")
{
    Description = "How often all that comes under load is measured; the figures told are the medians.",
    DefaultValueFactory = _ => 1,
};
var idle = new Option<int>("--idle") { Description = "How long the idle system is watched, in seconds.", DefaultValueFactory = _ => 300 };
var light = new Option<int>("--light") { Description = "How many orders come one by one before the load.", DefaultValueFactory = _ => 100 };
var output = new Option<DirectoryInfo?>("--out")
{
    Description = "Where tables and chart are written. Left out: the folder .load of the checkout.",
};

stored.Validators.Add(result =>
{
    var numbers = result.GetValueOrDefault<int[]>() ?? [];
    if (numbers.Any(number => number < 0) || numbers.Distinct().Count() < numbers.Length)
    {
        result.AddError("--stored takes numbers from 0, each of them once: every number has a system of its own.");
    }
});
rounds.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError("--rounds takes a number from 1.");
    }
});

var root = new RootCommand(
    "Measures how many orders a minute the whole system takes from store to tracking confirmed, what each costs, and where the time goes."
)
{
    rate,
    minutes,
    stored,
    rounds,
    idle,
    light,
    output,
};
root.SetAction(
    async (parsed, cancellationToken) =>
    {
        var options = new LoadOptions
        {
            Rate = parsed.GetValue(rate),
            Minutes = parsed.GetValue(minutes),
            Stored = parsed.GetValue(stored)!,
            Rounds = parsed.GetValue(rounds),
            Idle = TimeSpan.FromSeconds(parsed.GetValue(idle)),
            LightOrders = parsed.GetValue(light),
            Output = parsed.GetValue(output)?.FullName ?? Path.Combine(RepositoryRoot.Find(), ".load"),
        };
        try
        {
            var measured = await LoadRun.RunAsync(options, cancellationToken);
            Report.Show(measured, options.Output);
            return measured.All(round => ((LoadFigures[])[round.Load, round.Half, round.Double]).All(load => load.Confirmed == load.Orders))
                ? 0
                : 1;
        }
        catch (ToolException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
);
return await root.Parse(args).InvokeAsync();
