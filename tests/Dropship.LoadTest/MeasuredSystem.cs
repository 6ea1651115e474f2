using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Dropship.Storage.Queues;

namespace Dropship.LoadTest;

/// <summary>One system with so many stored orders, and what is measured of it.</summary>
internal sealed class MeasuredSystem : IAsyncDisposable
{
    // Orders that customers place at the same moment, at the most.
    private const int Buyers = 8;

    // The histories of so many orders are read, and no longer than this.
    private const int Histories = 300;
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
    public static async Task<MeasuredSystem> StartAsync(
        LoadOptions options,
        int stored,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var measured = new MeasuredSystem(
            options,
            stored,
            say,
            await LoadSystem.StartAsync(options, stored, say, cancellationToken),
            cancellationToken
        );
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

    /// <summary>Measures orders that come one by one, then orders at the rate asked for, and then the raw emulator with what these asked of
    /// it.</summary>
    public async Task<Measured> MeasureRoundAsync(CancellationToken cancellationToken)
    {
        _say($"one order at a time: {_options.LightOrders}");
        var old = await CreatedAsync(cancellationToken);
        await FeedAndFollowAsync(_options.LightOrders, 60, cancellationToken);
        var known = await CreatedAsync(cancellationToken);
        var light = await Stages.ReadAsync(
            _system,
            known.Where(order => !old.ContainsKey(order.Key)).ToDictionary(),
            s_reading,
            cancellationToken
        );

        List<ProcessWatch> processes =
        [
            new("the host", _system.App.Host.Id),
            new("the worker", _system.App.WorkerId),
            new("the storage emulator", _system.Azurite.Process.Id),
            new("the Service Bus emulator", _system.Bus.Process.Id),
            new("the sandbox", _system.Sandbox.Id),
        ];
        processes.ForEach(process => process.Begin());
        var calls = await CallsAsync(cancellationToken);
        var messages = await MessagesAsync(cancellationToken);
        var before = _system.Requests.Read();
        var counted = before;
        List<(string Name, double CpuSeconds, double PeakMegabytes)> used = [];
        var load = await LoadAsync(
            _options.Rate,
            () =>
            {
                // Whoever reads the histories afterwards asks the app as well.
                counted = _system.Requests.Read().Since(before);
                used = processes.ConvertAll(process => (process.Name, process.Cpu(), process.PeakMegabytes()));
            },
            cancellationToken
        );
        var outside = await CallsAsync(cancellationToken) - calls;
        messages = await MessagesAsync(cancellationToken) - messages;

        var half = await LoadAsync(load.PerMinute / 2, () => { }, cancellationToken);
        var twice = await LoadAsync(load.PerMinute * 2, () => { }, cancellationToken);
        _say($"approved {_approver.Approved}, paid {_approver.Paid}, mails that led nowhere {_approver.Lost}");
        var measured = new Measured
        {
            Options = _options,
            Stored = _stored,
            Round = ++_round,
            Raw = _raw,
            RawMixed = double.NaN,
            Idle = _idle,
            Light = light,
            Load = load,
            Half = half,
            Double = twice,
            Bare = new BareFigures(0, double.NaN, double.NaN, double.NaN, double.NaN),
            Requests = counted,
            OutsideCalls = outside,
            BusMessages = (double)messages / load.Orders,
            Processes = used,
        };

        _say("measuring bare orchestrations of the same shape");
        var bare = await new BareOrchestrations(_system, Path.Combine(_options.Output, "bare.log")).MeasureAsync(
            Math.Max(1, (int)Math.Round(measured.Activities) - 1),
            load.PerMinute,
            cancellationToken
        );
        _say("measuring the raw emulator with all kinds at once");
        var mixed = await Raw().MeasureMixedAsync(counted.KindsOf(LoadSystem.AppAccount, LoadSystem.EngineAccount), cancellationToken);
        return measured with { Bare = bare, RawMixed = mixed };
    }

    // Orders at a rate, and what became of them.
    private async Task<LoadFigures> LoadAsync(double rate, Action ended, CancellationToken cancellationToken)
    {
        var known = await CreatedAsync(cancellationToken);
        var earlier = await _system.CountFulfilledAsync(cancellationToken) ?? 0;
        var orders = (int)(rate * _options.Minutes);
        _say(string.Create(CultureInfo.InvariantCulture, $"under load: {orders} orders, {rate:0} a minute"));
        await _system.ForgetWebhooksAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        var confirmed = new List<int>();
        var looks = new List<TimeSpan>();
        var feeding = FeedAsync(orders, rate, cancellationToken);
        var following = FollowAsync(
            earlier + orders,
            TimeSpan.FromMinutes(_options.Minutes) + _options.Tail,
            confirmed,
            looks,
            cancellationToken
        );
        var ordered = await feeding;
        await following;
        var took = watch.Elapsed;
        ended();
        var webhooks = await _system.ReadSandboxAsync("control/webhook-times", cancellationToken);
        var created = (await CreatedAsync(cancellationToken)).Where(order => !known.ContainsKey(order.Key)).ToList();
        var stages = await Stages.ReadAsync(
            _system,
            created.Where((_, index) => index % Math.Max(1, created.Count / Histories) == 0).ToDictionary(),
            s_reading,
            cancellationToken
        );
        return new LoadFigures
        {
            Rate = rate,
            Orders = ordered,
            Confirmed = confirmed.Count == 0 ? 0 : confirmed[^1] - earlier,
            Took = took,
            ConfirmedBySecond = confirmed.ConvertAll(count => Math.Max(0, count - earlier)),
            SecondAt = looks,
            Webhooks = Percentiles.Of(webhooks.AsArray().Select(time => time!.GetValue<double>())),
            Stages = stages,
        };
    }

    // How many messages the queue of purchase orders ever took: each gets the next number, and so does one that is put there for a far day
    // and taken back at once.
    private async Task<long> MessagesAsync(CancellationToken cancellationToken)
    {
        await using var client = new ServiceBusClient(_system.Bus.ConnectionString);
        await using var sender = client.CreateSender(QueueNames.PurchaseOrders);
        var number = await sender.ScheduleMessageAsync(
            new ServiceBusMessage("counted") { SessionId = "counted" },
            DateTimeOffset.UtcNow.AddDays(1),
            cancellationToken
        );
        await sender.CancelScheduledMessageAsync(number, cancellationToken);
        return number;
    }

    public async ValueTask DisposeAsync()
    {
        await _helpers.CancelAsync();
        await _person;
        _approver.Dispose();
        _helpers.Dispose();
        await _system.DisposeAsync();
    }

    // One order finds everything cold and is what the orders of the past are copies of. The app is started anew behind them, so that it is
    // as old whatever was written.
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

    private async Task FeedAndFollowAsync(int orders, double perMinute, CancellationToken cancellationToken)
    {
        var earlier = await _system.CountFulfilledAsync(cancellationToken) ?? 0;
        await FeedAsync(orders, perMinute, cancellationToken);
        await FollowAsync(earlier + orders, _options.Tail, [], [], cancellationToken);
    }

    /// <returns>How many orders the store took.</returns>
    private async Task<int> FeedAsync(int orders, double perMinute, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var taken = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, orders),
            new ParallelOptions { MaxDegreeOfParallelism = Buyers, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                var due = TimeSpan.FromMinutes(number / perMinute);
                if (due > watch.Elapsed)
                {
                    await Task.Delay(due - watch.Elapsed, token);
                }

                if (await _system.TryOrderAsync(token))
                {
                    Interlocked.Increment(ref taken);
                }
            }
        );
        return taken;
    }

    // Notes each second how many orders the store shows as fulfilled, until all are, nothing has moved for a while, or the time is over.
    private async Task FollowAsync(
        int orders,
        TimeSpan limit,
        List<int> confirmed,
        List<TimeSpan> looks,
        CancellationToken cancellationToken
    )
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
        (await _system.ReadSandboxAsync("control/state", cancellationToken))["storeOrders"]!
            .AsArray()
            .OfType<JsonNode>()
            .ToDictionary(
                order => order["id"]!.ToString(),
                order => DateTimeOffset.Parse(order["createdAt"]!.ToString(), CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );
}
