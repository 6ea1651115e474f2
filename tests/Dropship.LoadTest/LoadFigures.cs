namespace Dropship.LoadTest;

/// <summary>What came of orders at one rate.</summary>
internal sealed record LoadFigures
{
    /// <summary>Orders a minute that customers placed.</summary>
    public required double Rate { get; init; }

    /// <summary>Orders that the store took.</summary>
    public required int Orders { get; init; }

    /// <summary>Those that the store had confirmed at the end.</summary>
    public required int Confirmed { get; init; }

    /// <summary>From the first order to the last confirmation.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Confirmed orders at each look, one about each second.</summary>
    public required IReadOnlyList<int> ConfirmedBySecond { get; init; }

    /// <summary>When each of these looks was, since the first order.</summary>
    public required IReadOnlyList<TimeSpan> SecondAt { get; init; }

    /// <summary>How long webhooks took to be answered.</summary>
    public required Percentiles Webhooks { get; init; }

    public required IReadOnlyList<(string Stage, Percentiles Times)> Stages { get; init; }

    /// <summary>Orders confirmed a minute once it runs: from when the first tenth of them was confirmed until nine tenths were. Never more
    /// than were offered: what is made up for a standstill is not sustained.</summary>
    public double PerMinute
    {
        get
        {
            var from = ConfirmedBySecond.TakeWhile(count => count < Confirmed * 0.1).Count();
            var to = ConfirmedBySecond.TakeWhile(count => count < Confirmed * 0.9).Count();
            return Math.Min(
                Rate,
                to > from
                    ? (ConfirmedBySecond[to] - ConfirmedBySecond[from]) / (SecondAt[to] - SecondAt[from]).TotalMinutes
                    : Confirmed / Took.TotalMinutes
            );
        }
    }
}
