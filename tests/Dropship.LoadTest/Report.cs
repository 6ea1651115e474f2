using System.Globalization;
using CsvHelper;
using Spectre.Console;

namespace Dropship.LoadTest;

/// <summary>Prints what was measured, and writes it as CSV.</summary>
internal static class Report
{
    private const double OrdersAMonth = 10_000;
    private const double HoursAMonth = 730;

    // Whatever is sold: the pull, the pull of the one store and the sweep each minute, the watch of heartbeats each five, reviving each
    // ten. Those of a day are too few to count.
    private const double TimedRunsAnHour = (3 * 60) + 12 + 6;

    /// <summary>Tells the median of the rounds for each number of stored orders, and of the last round what it was made of.</summary>
    public static void Show(IReadOnlyList<Measured> measured, string folder)
    {
        var systems = measured.GroupBy(round => round.Stored).ToList();
        AnsiConsole.Write(FigureTable(systems));
        foreach (var last in systems.Select(system => system.Last()))
        {
            AnsiConsole.Write(StageTable($"One order at a time, {last.Stored} stored", last.Light));
            AnsiConsole.Write(StageTable($"Under load, {last.Stored} stored", last.Load.Stages));
            AnsiConsole.Write(KindTable(last));
        }

        Write(
            Path.Combine(folder, "figures.csv"),
            measured.SelectMany(round =>
                FiguresOf(round)
                    .Select(row => new
                    {
                        round.Stored,
                        round.Round,
                        row.What,
                        row.Figure,
                        row.Unit,
                    })
            )
        );
        Write(
            Path.Combine(folder, "stages.csv"),
            measured.SelectMany(round =>
                round.Light.Select(row => Row(round, "light", row)).Concat(round.Load.Stages.Select(row => Row(round, "load", row)))
            )
        );
        Write(
            Path.Combine(folder, "transactions.csv"),
            measured.SelectMany(round =>
                round
                    .Requests.ByKey.OrderBy(entry => entry.Key)
                    .Select(entry => new
                    {
                        round.Stored,
                        round.Round,
                        entry.Key.Account,
                        entry.Key.Kind,
                        entry.Key.What,
                        Count = entry.Value,
                        PerOrder = (double)entry.Value / round.Load.Orders,
                    })
            )
        );
        Write(
            Path.Combine(folder, "idle.csv"),
            systems
                .Select(system => system.Last())
                .SelectMany(last =>
                    last.Idle.ByKey.OrderBy(entry => entry.Key)
                        .Select(entry => new
                        {
                            last.Stored,
                            entry.Key.Account,
                            entry.Key.Kind,
                            entry.Key.What,
                            Count = entry.Value,
                            PerHour = entry.Value / last.Options.Idle.TotalHours,
                        })
                )
        );
        foreach (var last in systems.Select(system => system.Last()))
        {
            File.WriteAllText(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"throughput-{last.Stored}.svg")),
                Chart.Draw(last.Load, last.Options.Minutes)
            );
        }
    }

    private static Table FigureTable(IReadOnlyList<IGrouping<int, Measured>> systems)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("what");
        foreach (var system in systems)
        {
            table.AddColumn(new TableColumn(string.Create(CultureInfo.InvariantCulture, $"{system.Key:#,0} stored")).RightAligned());
        }

        table.AddColumn("unit").AddColumn(new TableColumn("growth").RightAligned());
        var rounds = systems.Select(system => system.Select(FiguresOf).ToList()).ToList();
        for (var row = 0; row < rounds[0][0].Count; row++)
        {
            var (what, _, unit) = rounds[0][0][row];
            var medians = rounds.ConvertAll(system => MedianOf([.. system.Select(figures => figures[row].Figure).Order()]));
            var growth =
                medians.Count > 1 && medians[0] > 0
                    ? ((medians[^1] / medians[0]) - 1).ToString("+0 %;-0 %;0 %", CultureInfo.InvariantCulture)
                    : string.Empty;
            table.AddRow([
                Markup.Escape(what),
                .. medians.Select(figure => figure.ToString(Math.Abs(figure) < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture)),
                unit,
                growth,
            ]);
        }

        return table;
    }

    private static List<(string What, double Figure, string Unit)> FiguresOf(Measured measured)
    {
        var app = measured.PerOrder(LoadSystem.AppAccount);
        var engine = measured.PerOrder(LoadSystem.EngineAccount);
        var (load, bare) = (measured.Load, measured.Bare);
        var figures = new List<(string, double, string)>
        {
            ("stored orders before the run", measured.Stored, "orders"),
            ("offered", load.Rate, "orders/min"),
            ("sustained, store to confirmed", load.PerMinute, "orders/min"),
            ("ordered in the store", load.Orders, "orders"),
            ("confirmed by the store", load.Confirmed, "orders"),
            ("bare orchestrations of the same shape", bare.PerMinute, "per minute"),
            ("share of the bare orchestrations", load.PerMinute / bare.PerMinute * 100, "%"),
            ("what the raw emulator would allow", measured.RawPerMinute, "orders/min"),
            ("the raw emulator with all kinds at once", measured.RawMixedPerMinute, "orders/min"),
            ("storage transactions of the app", app, "per order"),
            ("storage transactions of the Durable engine", engine, "per order"),
            ("storage transactions of a bare orchestration", bare.Transactions, "each"),
            ("activities", measured.Activities, "per order"),
            ("activities of a bare orchestration", bare.Waits + 1, "each"),
            ("messages on Service Bus", measured.BusMessages, "per order"),
            ("calls to the store and 1688", (double)measured.OutsideCalls / load.Orders, "per order"),
            ("webhook answered at half the sustained rate, p50", measured.Half.Webhooks.Median, "ms"),
            ("webhook answered at half the sustained rate, p99", measured.Half.Webhooks.P99, "ms"),
            ("webhook answered at the rate offered, p99", load.Webhooks.P99, "ms"),
            ("half the sustained rate offered: confirmed", (double)measured.Half.Confirmed / measured.Half.Orders * 100, "%"),
            ("twice the sustained rate offered", measured.Double.Rate, "orders/min"),
            ("twice the sustained rate offered: sustained", measured.Double.PerMinute, "orders/min"),
            ("twice the sustained rate offered: share of the best rate", measured.Double.PerMinute / load.PerMinute * 100, "%"),
            ("twice the sustained rate offered: confirmed", (double)measured.Double.Confirmed / measured.Double.Orders * 100, "%"),
            (
                "paid order to 1688 order at light load, p50",
                measured.Light.First(stage => stage.Stage == Stages.PaidToPlaced).Times.Median,
                "ms"
            ),
            (
                "paid order to 1688 order at light load, p95",
                measured.Light.First(stage => stage.Stage == Stages.PaidToPlaced).Times.P95,
                "ms"
            ),
            ("storage transactions of the app when idle", measured.IdlePerHour(LoadSystem.AppAccount), "per hour"),
            ("storage transactions of the engine when idle", measured.IdlePerHour(LoadSystem.EngineAccount), "per hour"),
            ("processor time of the host for a bare orchestration", bare.HostMilliseconds, "ms each"),
            ("processor time of the worker for a bare orchestration", bare.WorkerMilliseconds, "ms each"),
        };
        figures.AddRange(
            measured.Processes.SelectMany(process =>
                ((string, double, string)[])
                    [
                        ($"processor time of {process.Name}", process.CpuSeconds / measured.Load.Orders * 1000, "ms per order"),
                        ($"most memory of {process.Name}", process.PeakMegabytes, "MB"),
                    ]
            )
        );
        figures.AddRange(BillOf(measured));
        return figures;
    }

    // The bill of 10,000 orders a month, in Azure's prices. Service Bus is paid by the month: 13 million operations are in its price.
    private static IEnumerable<(string, double, string)> BillOf(Measured measured)
    {
        var orders = OrdersAMonth / measured.Load.Orders;
        var queue = orders * PriceOf(measured.Requests, "queue", PriceTable.QueueOperations);
        var table = orders * PriceOf(measured.Requests, "table", PriceTable.TableOperations);
        var blob = orders * PriceOf(measured.Requests, "blob", PriceTable.BlobOperations);
        var idle =
            HoursAMonth
            / measured.Options.Idle.TotalHours
            * (
                PriceOf(measured.Idle, "queue", PriceTable.QueueOperations)
                + PriceOf(measured.Idle, "table", PriceTable.TableOperations)
                + PriceOf(measured.Idle, "blob", PriceTable.BlobOperations)
            );
        var cpu = measured.Processes.Where(process => process.Name is "the host" or "the worker").Sum(process => process.CpuSeconds);

        // An instance is billed for at least a second each time it works; orders of a quiet shop come one by one, in some ten bursts. So
        // does each run of a timer.
        var compute = Math.Max(10, cpu / measured.Load.Orders) * 2 * OrdersAMonth * PriceTable.GigabyteSecond;
        var executions = 30 * OrdersAMonth / 1_000_000 * PriceTable.Executions;
        var timers = TimedRunsAnHour * HoursAMonth * ((2 * PriceTable.GigabyteSecond) + (PriceTable.Executions / 1_000_000));
        var kept = OrdersAMonth * 12 * 20_000 / 1e9 * PriceTable.TableGigabyte;
        var logs = OrdersAMonth * 25_000 / 1e9 * PriceTable.LogGigabyte;
        var sum = queue + table + blob + idle + compute + executions + timers + kept + logs + PriceTable.ServiceBusBase;
        return
        [
            ("10,000 orders a month: queues", queue, "USD"),
            ("10,000 orders a month: tables", table, "USD"),
            ("10,000 orders a month: blobs", blob, "USD"),
            ("10,000 orders a month: polling while idle", idle, "USD"),
            ("10,000 orders a month: functions (2 GB)", compute + executions, "USD"),
            ("10,000 orders a month: timers, whatever is sold (2 GB)", timers, "USD"),
            ("10,000 orders a month: Service Bus Standard", PriceTable.ServiceBusBase, "USD"),
            ("10,000 orders a month: telemetry and a year's orders kept", logs + kept, "USD"),
            ($"10,000 orders a month: the whole bill, prices of {PriceTable.AsOf}", sum, "USD"),
        ];

        static double PriceOf(RequestCounts counts, string service, double for10000) =>
            counts
                .KindsOf(LoadSystem.AppAccount, LoadSystem.EngineAccount)
                .Where(kind => kind.Key.StartsWith(service, StringComparison.Ordinal))
                .Sum(kind => (double)kind.Value)
            / 10_000
            * for10000;
    }

    private static Table StageTable(string title, IReadOnlyList<(string Stage, Percentiles Times)> stages)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(title).AddColumn("stage");
        foreach (var column in (string[])["orders", "p50 ms", "p95 ms", "p99 ms", "longest ms"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (stage, times) in stages)
        {
            table.AddRow(
                Markup.Escape(stage),
                Number(times.Count),
                Number(times.Median),
                Number(times.P95),
                Number(times.P99),
                Number(times.Longest)
            );
        }

        return table;
    }

    private static Table KindTable(Measured measured)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title(string.Create(CultureInfo.InvariantCulture, $"Storage transactions per order, {measured.Stored} stored"))
            .AddColumn("kind");
        foreach (var column in (string[])["app", "Durable engine", "raw emulator /s"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        var app = measured.Requests.KindsOf(LoadSystem.AppAccount);
        var engine = measured.Requests.KindsOf(LoadSystem.EngineAccount);
        foreach (var kind in app.Keys.Union(engine.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            table.AddRow(kind, Each(app), Each(engine), Number(measured.Raw.GetValueOrDefault(kind)));

            string Each(IReadOnlyDictionary<string, long> counts) =>
                (counts.GetValueOrDefault(kind) / (double)measured.Load.Orders).ToString("0.00", CultureInfo.InvariantCulture);
        }

        return table;
    }

    private static double MedianOf(IReadOnlyList<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    private static object Row(Measured round, string run, (string Stage, Percentiles Times) row) =>
        new
        {
            round.Stored,
            round.Round,
            Run = run,
            row.Stage,
            row.Times.Count,
            row.Times.Median,
            row.Times.P95,
            row.Times.P99,
            row.Times.Longest,
        };

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("#,0", CultureInfo.InvariantCulture);

    private static void Write<T>(string path, IEnumerable<T> rows)
    {
        using var writer = new StreamWriter(path);
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture);
        csv.WriteRecords(rows);
    }
}
