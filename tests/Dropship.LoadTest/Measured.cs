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

    /// <summary>Operations a second that the raw emulator served when they came all at once, in the shares in which they were counted under
    /// load.</summary>
    public required double RawMixed { get; init; }

    /// <summary>Storage transactions of the idle system, as long as it was watched.</summary>
    public required RequestCounts Idle { get; init; }

    public required IReadOnlyList<(string Stage, Percentiles Times)> Light { get; init; }

    /// <summary>Orders at the rate asked for. Transactions and processor time are those of these orders.</summary>
    public required LoadFigures Load { get; init; }

    /// <summary>Orders at half the rate that was sustained.</summary>
    public required LoadFigures Half { get; init; }

    /// <summary>Orders at twice the rate that was sustained.</summary>
    public required LoadFigures Double { get; init; }

    public required BareFigures Bare { get; init; }

    public required RequestCounts Requests { get; init; }

    public required long OutsideCalls { get; init; }

    public required IReadOnlyList<(string Name, double CpuSeconds, double PeakMegabytes)> Processes { get; init; }

    /// <summary>Messages on Service Bus for each order.</summary>
    public required double BusMessages { get; init; }

    /// <summary>Activities that the engine ran for each order.</summary>
    public double Activities =>
        (double)
            Requests
                .ByKey.Where(entry =>
                    entry.Key.Account == LoadSystem.EngineAccount
                    && entry.Key.Kind == "queue send"
                    && entry.Key.What.EndsWith("workitems", StringComparison.Ordinal)
                )
                .Sum(entry => entry.Value) / Load.Orders;

    public double PerOrder(params IReadOnlyList<string> accounts) => accounts.Sum(account => (double)Requests.Of(account)) / Load.Orders;

    public double IdlePerHour(params IReadOnlyList<string> accounts) => accounts.Sum(Idle.Of) / Options.Idle.TotalHours;

    /// <summary>How many orders a minute the emulator alone would allow for what an order asks of it, one kind after the other.</summary>
    public double RawPerMinute
    {
        get
        {
            var seconds = Requests
                .KindsOf(LoadSystem.AppAccount, LoadSystem.EngineAccount)
                .Sum(kind => kind.Value / Raw.GetValueOrDefault(kind.Key, Raw["table write"]));
            return 60 / (seconds / Load.Orders);
        }
    }

    /// <summary>The same with all kinds at once.</summary>
    public double RawMixedPerMinute => 60 * RawMixed / PerOrder(LoadSystem.AppAccount, LoadSystem.EngineAccount);
}
