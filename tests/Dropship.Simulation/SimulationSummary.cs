using Dropship.Simulation.Checks;

namespace Dropship.Simulation;

/// <summary>What came of many runs.</summary>
public sealed class SimulationSummary
{
    private readonly Dictionary<string, long> _ends = new(StringComparer.Ordinal);
    private readonly List<(ulong Seed, BrokenPromise Promise)> _broken = [];
    private long[] _struck = [];

    public int Runs { get; private set; }

    public long Orders { get; private set; }

    public long Steps { get; private set; }

    public IReadOnlyDictionary<string, long> Ends => _ends;

    /// <summary>How often each fault struck.</summary>
    public IReadOnlyList<long> Struck => _struck;

    public IReadOnlyList<(ulong Seed, BrokenPromise Promise)> Broken => _broken;

    public void Add(RunResult result)
    {
        Runs++;
        Orders += result.Orders;
        Steps += result.Steps;
        foreach (var (name, count) in result.Ends)
        {
            _ends[name] = _ends.GetValueOrDefault(name) + count;
        }

        _struck = _struck.Length == 0 ? [.. result.Struck] : [.. _struck.Zip(result.Struck, (sum, count) => sum + count)];
        if (result.Broken is { } broken)
        {
            _broken.Add((result.Seed, broken));
            _broken.Sort((left, right) => left.Seed.CompareTo(right.Seed));
        }
    }
}
