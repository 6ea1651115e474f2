using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Dropship.Trials.Month;

/// <summary>The command <c>month</c>.</summary>
internal static class MonthCommand
{
    private const string Begin = "<!-- made by the command month: begin -->";
    private const string End = "<!-- made by the command month: end -->";

    public static Command Make()
    {
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same month.", DefaultValueFactory = _ => 1 };
        var orders = new Option<int>("--orders") { Description = "How many orders come in.", DefaultValueFactory = _ => 3000 };
        var days = new Option<int>("--days") { Description = "Within how many days.", DefaultValueFactory = _ => 30 };
        var into = new Option<FileInfo?>("--into") { Description = "The document whose table is to be made anew." };
        var command = new Command("month", "Plays a month of orders with late, false and lost shipments, and says what came of each.")
        {
            seed,
            orders,
            days,
            into,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    new MonthOptions(parsed.GetValue(seed), parsed.GetValue(orders), parsed.GetValue(days)),
                    parsed.GetValue(into),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(MonthOptions options, FileInfo? into, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var run = await MonthRun.StartAsync(options, cancellationToken);
        var report = await run.RunAsync(cancellationToken);
        var table = report.Write(options);
        Console.WriteLine(table);
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"  {finding}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F0} s"));
        if (into is not null)
        {
            var text = await File.ReadAllTextAsync(into.FullName, cancellationToken);
            var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
            await File.WriteAllTextAsync(into.FullName, $"{text[..begin]}{Begin}\n\n{table}\n{text[end..]}", cancellationToken);
        }

        return report.Findings.Count == 0 ? 0 : 1;
    }
}
