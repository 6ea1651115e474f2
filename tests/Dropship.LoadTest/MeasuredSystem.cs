using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.LoadTest;

/// <summary>One system with so many stored orders, and what is measured of it.</summary>
internal sealed class MeasuredSystem : IAsyncDisposable
{
    // Orders that buyers place at the same moment, at the most.
    private const int Buyers = 8;

    // The stories of so many orders are read, and no longer than this.
    private const int Stories = 300;
    private static readonly TimeSpan s_reading = TimeSpan.FromMinutes(1);

    // When nothing has moved for so long, nothing more will come.
    private static readonly TimeSpan s_standstill = TimeSpan.FromMinutes(1);

    // Orders that find the app cold which was started anew behind the orders of the past.
    private const int FirstOrders = 3;

    private readonly LoadOptions _options;
    private readonly int _stored;
    private readonly Action<string> _say;
    private readonly LoadSystem _system;
    private readonly Approver _approver;
    private readonly CancellationTokenSource _helpers;
    private readonly Task _person;

    private IReadOnlyDictionary<string, double> _raw = new Dictionary<string, double>(StringComparer.Ordinal);
    private RequestCounts _idle = new(new Dictionary<(string, string, string), long>());
    private int _round;

    private MeasuredSystem(LoadOptions options, int stored, Action<string> say, LoadSystem system, CancellationToken cancellationToken)
    {
        _options = options;
        _stored = stored;
        _say = say;
        _system = system;
        _approver = new Approver(system.Mail.Mails, system.SandboxAddress);
        _helpers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _person = _approver.RunAsync(_helpers.Token);
    }

    /// <summary>Starts a system and writes its orders of the past.</summary>
    public static async Task<MeasuredSystem> StartAsync(LoadOptions options, int stored, Action<string> say, CancellationToken cancellationToken)
    {
        var measured = new MeasuredSystem(options, stored, say, await LoadSystem.StartAsync(options, stored, say, cancellationToken), cancellationToken);
        try
        {
            await measured.PrepareAsync(cancellationToken);
            return measured;
        }
        catch
        {
            await measured.DisposeAsync();
            throw;
        }
    }

    /// <summary>Measures what the emulator does by itself, and what the idle system asks of it.</summary>
    public async Task MeasureRestAsync(CancellationToken cancellationToken)
    {
        _say("measuring the raw emulator");
        _raw = await Raw().MeasureAsync(cancellationToken);

        _say($"watching the idle system for {_options.Idle.TotalSeconds:0} s");
        var before = _system.Requests.Read();
        await Task.Delay(_options.Idle, cancellationToken);
        _idle = _system.Requests.Read().Since(before);
    }

    /// <summary>Measures orders that come one by one, then orders at the rate asked for, and then the raw emulator with what these asked of it.</summary>
    public async Task<Measured> MeasureRoundAsync(CancellationToken cancellationToken)
    {
        await _system.Azurite.CollectAsync(cancellationToken);
        _say($"one order at a time: {_options.LightOrders}");
        var old = await CreatedAsync(cancellationToken);
        await FeedAndFollowAsync(_options.LightOrders, 60, cancellationToken);
        var known = await CreatedAsync(cancellationToken);
        var light = await Stages.ReadAsync(_system, known.Where(order => !old.ContainsKey(order.Key)).ToDictionary(), s_reading, cancellationToken);

        var earlier = await _system.CountFulfilledAsync(cancellationToken) ?? 0;
        var orders = (int)(_options.Rate * _options.Minutes);
        _say($"under load: {orders} orders, {_options.Rate} a minute");
        List<ProcessWatch> processes = [new("the app", _system.App), new("the emulator", [.. _system.Azurite.Processes]), new("the sandbox", _system.Sandbox)];
        processes.ForEach(process => process.Begin());
        await _system.ForgetWebhooksAsync(cancellationToken);
        var calls = await CallsAsync(cancellationToken);
        var before = _system.Requests.Read();
        var watch = Stopwatch.StartNew();
        var confirmed = new List<int>();
        var looks = new List<TimeSpan>();
        var feeding = FeedAsync(orders, _options.Rate, cancellationToken);
        var following = FollowAsync(earlier + orders, TimeSpan.FromMinutes(_options.Minutes) + _options.Tail, confirmed, looks, cancellationToken);
        var ordered = await feeding;
        await following;
        var took = watch.Elapsed;
        var counted = _system.Requests.Read().Since(before);
        var used = processes.ConvertAll(process => (process.Name, process.Cpu(), process.PeakMegabytes()));
        var outside = await CallsAsync(cancellationToken) - calls;
        var webhooks = await _system.ReadSandboxAsync("control/webhook-times", cancellationToken);
        _say($"approved {_approver.Approved}, paid {_approver.Paid}, mails that led nowhere {_approver.Lost}");

        var created = (await CreatedAsync(cancellationToken)).Where(order => !known.ContainsKey(order.Key)).ToList();
        var loaded = await Stages.ReadAsync(_system, created.Where((_, index) => index % Math.Max(1, created.Count / Stories) == 0).ToDictionary(), s_reading, cancellationToken);
        _say("measuring the raw emulator with all kinds at once");
        var mixed = await Raw().MeasureMixedAsync(counted.KindsOf(LoadSystem.AppAccount, LoadSystem.EngineAccount, LoadSystem.BusAccount), cancellationToken);
        return new Measured
        {
            Options = _options,
            Stored = _stored,
            Round = ++_round,
            Raw = _raw,
            RawMixed = mixed,
            Idle = _idle,
            Light = light,
            Loaded = loaded,
            Webhooks = Percentiles.Of(webhooks.AsArray().Select(time => time!.GetValue<double>())),
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

    public async ValueTask DisposeAsync()
    {
        await _helpers.CancelAsync();
        await _person;
        _approver.Dispose();
        _helpers.Dispose();
        await _system.DisposeAsync();
    }

    // One order finds everything cold and is what the orders of the past are copies of. The app is started anew behind them, so that it is as old whatever was written.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await FeedAndFollowAsync(1, 60, cancellationToken);
        if (_stored > 0)
        {
            _say($"writing {_stored} orders of the past");
            var first = (await CreatedAsync(cancellationToken)).Keys.Single();
            await new StoredOrders(_system).WriteAsync(first, _stored, _say, cancellationToken);
        }

        await _system.RestartAppAsync(cancellationToken);
        await FeedAndFollowAsync(FirstOrders, 60, cancellationToken);
    }

    private async Task FeedAndFollowAsync(int orders, int perMinute, CancellationToken cancellationToken)
    {
        var earlier = await _system.CountFulfilledAsync(cancellationToken) ?? 0;
        await FeedAsync(orders, perMinute, cancellationToken);
        await FollowAsync(earlier + orders, _options.Tail, [], [], cancellationToken);
    }

    /// <returns>How many orders the store took.</returns>
    private async Task<int> FeedAsync(int orders, int perMinute, CancellationToken cancellationToken)
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

            if (await _system.TryOrderAsync(token))
            {
                Interlocked.Increment(ref taken);
            }
        });
        return taken;
    }

    // Notes each second how many orders the store shows as fulfilled, until all are, nothing has moved for a while, or the time is over.
    private async Task FollowAsync(int orders, TimeSpan limit, List<int> confirmed, List<TimeSpan> looks, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var moved = Stopwatch.StartNew();
        var last = -1;
        while (moved.Elapsed < s_standstill && watch.Elapsed < limit)
        {
            var done = await _system.CountFulfilledAsync(cancellationToken) ?? Math.Max(0, last);
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

    private RawAzurite Raw() => new(_system.Azurite.ConnectionStringOf(LoadSystem.RawAccount));

    private async Task<long> CallsAsync(CancellationToken cancellationToken) =>
        (await _system.ReadSandboxAsync("control/summary", cancellationToken))["calls"]!.GetValue<long>();

    private async Task<Dictionary<string, DateTimeOffset>> CreatedAsync(CancellationToken cancellationToken) =>
        (await _system.ReadSandboxAsync("control/state", cancellationToken))["storeOrders"]!.AsArray().OfType<JsonNode>().ToDictionary(
            order => order["id"]!.ToString(),
            order => DateTimeOffset.Parse(order["createdAt"]!.ToString(), CultureInfo.InvariantCulture),
            StringComparer.Ordinal);
}
