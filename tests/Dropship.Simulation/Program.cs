using System.Diagnostics;
using System.Globalization;
using Dropship.Simulation;
using Dropship.Simulation.Engine;

if (SimulationOptions.Read(args) is not { } options)
{
    await Console.Error.WriteLineAsync(SimulationOptions.Usage);
    return 2;
}

var clock = Stopwatch.StartNew();
var summary = new SimulationBatch(options).Run(Console.Out);
foreach (var (seed, promise) in summary.Broken)
{
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  seed {seed}: {promise.Rule}: {promise.What}"));
}

foreach (var (name, count) in summary.Ends.OrderBy(end => end.Key, StringComparer.Ordinal))
{
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-32} {count,9}"));
}

foreach (var fault in Enum.GetValues<Fault>())
{
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  fault {fault,-26} {summary.Struck[(int)fault],9}"));
}

Console.Out.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Orders} orders, seeds {options.Seed} to {options.Seed + (ulong)options.Runs - 1}, {summary.Steps} steps, {summary.Struck.Sum()} faults, {clock.Elapsed.TotalSeconds:F1} s: {summary.Broken.Count} seeds broke a promise."
    )
);
return summary.Broken.Count == 0 ? 0 : 1;
