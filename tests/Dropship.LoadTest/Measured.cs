namespace Dropship.LoadTest;

/// <summary>All that one round measured of one system.</summary>
internal sealed record Measured
{
    public required LoadOptions Options { get; init; }

    /// <summary>Orders that lay in the system's tables beforehand.</summary>
    public required int Stored { get; init; }

    /// <summary>Which round it was, from one.</summary>
    public required int Round { get; init; }

    public required IReadOnlyDictionary<string, double> Raw { get; init; }

    /// <summary>Operations a second that the raw emulator served when they came all at once, in the shares in which they were counted under load.</summary>
    public required double RawMixed { get; init; }

    /// <summary>Storage transactions of the idle system, as long as it was watched.</summary>
    public required RequestCounts Idle { get; init; }

    public required IReadOnlyList<(string Stage, Percentiles Times)> Light { get; init; }

    public required IReadOnlyList<(string Stage, Percentiles Times)> Loaded { get; init; }

    public required Percentiles Webhooks { get; init; }

    /// <summary>Orders that buyers placed under load.</summary>
    public required int Orders { get; init; }

    /// <summary>Those that the store had confirmed at the end.</summary>
    public required int Confirmed { get; init; }

    /// <summary>From the first order under load to the last confirmation.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Confirmed orders at each look, one about each second.</summary>
    public required IReadOnlyList<int> ConfirmedBySecond { get; init; }

    /// <summary>When each of these looks was, since the first order under load.</summary>
    public required IReadOnlyList<TimeSpan> SecondAt { get; init; }

    public required RequestCounts Requests { get; init; }

    public required long OutsideCalls { get; init; }

    public required IReadOnlyList<(string Name, double CpuSeconds, double PeakMegabytes)> Processes { get; init; }

    /// <summary>Orders confirmed a minute once it runs: from when the first tenth of them was confirmed until nine tenths were. Never more than were offered: what is made up for a standstill is not sustained.</summary>
    public double PerMinute
    {
        get
        {
            var from = ConfirmedBySecond.TakeWhile(count => count < Confirmed * 0.1).Count();
            var to = ConfirmedBySecond.TakeWhile(count => count < Confirmed * 0.9).Count();
            return Math.Min(Options.Rate, to > from ? (ConfirmedBySecond[to] - ConfirmedBySecond[from]) / (SecondAt[to] - SecondAt[from]).TotalMinutes : Confirmed / Took.TotalMinutes);
        }
    }

    public double PerOrder(params IReadOnlyList<string> accounts) => accounts.Sum(account => (double)Requests.Of(account)) / Orders;

    public double IdlePerHour(params IReadOnlyList<string> accounts) => accounts.Sum(Idle.Of) / Options.Idle.TotalHours;

    /// <summary>How many orders a minute the emulator alone would allow for what an order asks of it, one kind after the other.</summary>
    public double RawPerMinute
    {
        get
        {
            var seconds = Requests.KindsOf(LoadSystem.AppAccount, LoadSystem.EngineAccount, LoadSystem.BusAccount).Sum(kind => kind.Value / Raw.GetValueOrDefault(kind.Key, Raw["table write"]));
            return 60 / (seconds / Orders);
        }
    }

    /// <summary>The same with all kinds at once, which the program of the tables and that of the queues share between them.</summary>
    public double RawMixedPerMinute => 60 * RawMixed / PerOrder(LoadSystem.AppAccount, LoadSystem.EngineAccount, LoadSystem.BusAccount);
}
