namespace Dropship.LoadTest;

/// <summary>What is measured.</summary>
public sealed record LoadOptions
{
    /// <summary>Orders a minute that customers place while the pipeline is under load.</summary>
    public int Rate { get; init; } = 300;

    /// <summary>How long they do, in minutes.</summary>
    public double Minutes { get; init; } = 2;

    /// <summary>Orders that lie in the tables before anything is measured. Each number has a system of its own.</summary>
    public IReadOnlyList<int> Stored { get; init; } = [0];

    /// <summary>How often the light load and the load are measured. The systems take turns, so that a slower hour of the machine falls on
    /// all of them.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>How long the idle system is watched. The slowest of its frequent timers come each five minutes.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many orders come one by one, a second apart, to measure what one order takes when there is nothing else to
    /// do.</summary>
    public int LightOrders { get; init; } = 100;

    /// <summary>How long after the last order the orders still under way are waited for, at the most.</summary>
    public TimeSpan Tail { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Where the tables, the CSV files and the chart go.</summary>
    public required string Output { get; init; }
}
