using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Dropship.LoadTest;

/// <summary>One measurement from beginning to end.</summary>
internal static class LoadRun
{
    // Orders that buyers place at the same moment, at the most.
    private const int Buyers = 8;

    // One finds everything cold and is what the orders of the past are copies of; one finds the app cold that was started anew behind them.
    private const int FirstOrders = 2;

    // The stories of so many orders are read, and no longer than this.
    private const int Stories = 300;
    private static readonly TimeSpan s_reading = TimeSpan.FromMinutes(1);

    // When nothing has moved for so long, nothing more will come.
    private static readonly TimeSpan s_standstill = TimeSpan.FromMinutes(1);

    public static async Task<Measured> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Output);
        await using var system = await LoadSystem.StartAsync(options, Say, cancellationToken);
        using var approver = new Approver(system.Mail.Mails, system.SandboxAddress);
        using var helpers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var person = approver.RunAsync(helpers.Token);

        await FeedAsync(system, 1, 60, cancellationToken);
        await FollowAsync(system, 1, options.Tail, [], [], cancellationToken);
        if (options.Stored > 0)
        {
            Say($"writing {options.Stored} orders of the past");
            var first = (await CreatedAsync(system, cancellationToken)).Keys.Single();
            await new StoredOrders(system).WriteAsync(first, options.Stored, Say, cancellationToken);
        }

        await system.RestartAppAsync(cancellationToken);
        await FeedAsync(system, 1, 60, cancellationToken);
        await FollowAsync(system, FirstOrders, options.Tail, [], [], cancellationToken);

        Say("measuring the raw emulator");
        var raw = await new RawAzurite(system.Azurite.ConnectionStringOf(LoadSystem.RawAccount)).MeasureAsync(cancellationToken);

        Say($"watching the idle system for {options.Idle.TotalSeconds:0} s");
        var before = system.Requests.Read();
        await Task.Delay(options.Idle, cancellationToken);
        var idle = system.Requests.Read().Since(before).Total / options.Idle.TotalHours;

        Say($"one order at a time: {options.LightOrders}");
        await FeedAsync(system, options.LightOrders, 60, cancellationToken);
        await FollowAsync(system, FirstOrders + options.LightOrders, options.Tail, [], [], cancellationToken);
        var lightOrders = await CreatedAsync(system, cancellationToken);
        var light = await Stages.ReadAsync(system, lightOrders.OrderBy(order => order.Value).Skip(FirstOrders).ToDictionary(), s_reading, cancellationToken);

        var earlier = lightOrders.Count;
        var orders = (int)(options.Rate * options.Minutes);
        Say($"under load: {orders} orders, {options.Rate} a minute");
        List<ProcessWatch> processes = [new("the app", system.App), new("the emulator", [.. system.Azurite.Processes]), new("the sandbox", system.Sandbox)];
        processes.ForEach(process => process.Begin());
        var calls = await CallsAsync(system, cancellationToken);
        before = system.Requests.Read();
        var watch = Stopwatch.StartNew();
        var confirmed = new List<int>();
        var looks = new List<TimeSpan>();
        var feeding = FeedAsync(system, orders, options.Rate, cancellationToken);
        var following = FollowAsync(system, earlier + orders, TimeSpan.FromMinutes(options.Minutes) + options.Tail, confirmed, looks, cancellationToken);
        var ordered = await feeding;
        await following;
        var took = watch.Elapsed;
        var counted = system.Requests.Read().Since(before);
        var used = processes.ConvertAll(process => (process.Name, process.Cpu(), process.PeakMegabytes()));
        var outside = await CallsAsync(system, cancellationToken) - calls;
        await helpers.CancelAsync();
        await person;
        Say($"approved {approver.Approved}, paid {approver.Paid}, mails that led nowhere {approver.Lost}");

        var created = (await CreatedAsync(system, cancellationToken)).Where(order => !lightOrders.ContainsKey(order.Key)).ToList();
        var sample = created.Where((_, index) => index % Math.Max(1, created.Count / Stories) == 0).ToDictionary();
        return new Measured
        {
            Options = options,
            Raw = raw,
            IdlePerHour = idle,
            Light = light,
            Loaded = await Stages.ReadAsync(system, sample, s_reading, cancellationToken),
            Webhooks = Percentiles.Of((await system.ReadSandboxAsync("control/webhook-times", cancellationToken)).AsArray().Select(time => time!.GetValue<double>())),
            Orders = ordered,
            Confirmed = confirmed.Count == 0 ? 0 : confirmed[^1] - earlier,
            Took = took,
            ConfirmedBySecond = confirmed.ConvertAll(count => Math.Max(0, count - earlier)),
            SecondAt = looks,
            Requests = counted,
            OutsideCalls = outside,
            Processes = used,
        };
    }

    /// <returns>How many orders the store took.</returns>
    private static async Task<int> FeedAsync(LoadSystem system, int orders, int perMinute, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var taken = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, orders), new ParallelOptions { MaxDegreeOfParallelism = Buyers, CancellationToken = cancellationToken }, async (number, token) =>
        {
            var due = TimeSpan.FromMinutes((double)number / perMinute);
            if (due > watch.Elapsed)
            {
                await Task.Delay(due - watch.Elapsed, token);
            }

            if (await system.TryOrderAsync(token))
            {
                Interlocked.Increment(ref taken);
            }
        });
        return taken;
    }

    // Notes each second how many orders the store shows as fulfilled, until all are, nothing has moved for a while, or the time is over.
    private static async Task FollowAsync(LoadSystem system, int orders, TimeSpan limit, List<int> confirmed, List<TimeSpan> looks, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var moved = Stopwatch.StartNew();
        var last = -1;
        while (moved.Elapsed < s_standstill && watch.Elapsed < limit)
        {
            var done = await system.CountFulfilledAsync(cancellationToken) ?? Math.Max(0, last);
            confirmed.Add(done);
            looks.Add(watch.Elapsed);
            if (done >= orders)
            {
                return;
            }

            if (done != last)
            {
                last = done;
                moved.Restart();
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private static async Task<long> CallsAsync(LoadSystem system, CancellationToken cancellationToken) =>
        (await system.ReadSandboxAsync("control/summary", cancellationToken))["calls"]!.GetValue<long>();

    private static async Task<Dictionary<string, DateTimeOffset>> CreatedAsync(LoadSystem system, CancellationToken cancellationToken) =>
        (await system.ReadSandboxAsync("control/state", cancellationToken))["storeOrders"]!.AsArray().OfType<JsonNode>().ToDictionary(
            order => order["id"]!.ToString(),
            order => DateTimeOffset.Parse(order["createdAt"]!.ToString(), CultureInfo.InvariantCulture),
            StringComparer.Ordinal);

    private static void Say(string sentence) => AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{DateTime.UtcNow:HH:mm:ss} {sentence}[/]");
}
