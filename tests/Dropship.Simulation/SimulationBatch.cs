namespace Dropship.Simulation;

/// <summary>Many runs, as many at a time as there are cores; each by itself is single-threaded.</summary>
public sealed class SimulationBatch(SimulationOptions options)
{
    private const int ReportsShown = 3;

    /// <summary>Runs all seeds, and writes the history of the first ones that broke a promise.</summary>
    public SimulationSummary Run(TextWriter output)
    {
        var gate = new Lock();
        var summary = new SimulationSummary();
        var run = new SimulationRun();
        Parallel.For(
            0,
            options.Runs,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            index =>
            {
                var result = run.Play(options.Seed + (ulong)index, options.Orders);
                lock (gate)
                {
                    summary.Add(result);
                    if (result.Report is { } report && summary.Broken.Count <= ReportsShown)
                    {
                        output.WriteLine(report);
                    }
                }
            }
        );
        return summary;
    }
}
