using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Core;
using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing;
using Dropship.Core.Upkeep;
using Dropship.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace Dropship.Trials.Month;

/// <summary>
/// Plays a month of orders of three stores against the sandbox, by a clock that leaps minutes at a time, with suppliers, carriers and
/// a forwarder that let some of them down. Nothing is announced to the app: it finds everything by its timers.
/// </summary>
internal sealed class MonthRun : IAsyncDisposable
{
    private const string Forwarder = "demo-forwarder";
    public const string AfterPickup = "third-store";

    private static readonly TimeSpan s_looks = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_pulse = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_directDeadline = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_transitDeadline = TimeSpan.FromDays(14);

    private static readonly IReadOnlyList<string> s_stores = [AppInMemory.StoreId, "second-store", AfterPickup];

    // In parts of a thousand orders; the last one of those alone that go by the forwarder.
    private static readonly (Mishap Mishap, int Share)[] s_shares =
    [
        (Mishap.ScannedLate, 25),
        (Mishap.NeverScanned, 25),
        (Mishap.ShippedLate, 80),
        (Mishap.WrongCarrier, 30),
        (Mishap.NumberReplaced, 20),
        (Mishap.Lost, 10),
        (Mishap.ForwarderSilent, 20),
    ];

    private readonly MonthOptions _options;
    private readonly FakeTimeProvider _clock;
    private readonly SandboxServer _sandbox;
    private readonly AppInMemory _app;
    private readonly HttpClient _control;
    private readonly PriorityQueue<Func<CancellationToken, Task>, DateTimeOffset> _outside = new();
    private readonly Dictionary<PurchaseOrderKey, DateTimeOffset> _due = [];
    private readonly Dictionary<OrderKey, MonthOrder> _orders = [];
    private readonly FulfilmentOptions _limits;
    private int _started;

    private MonthRun(MonthOptions options, FakeTimeProvider clock, SandboxServer sandbox)
    {
        _options = options;
        _clock = clock;
        _sandbox = sandbox;
        _app = new AppInMemory(sandbox.Address, clock);
        _control = new HttpClient { BaseAddress = sandbox.Address };
        _limits = _app.Get<FulfilmentOptions>();
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    public static async Task<MonthRun> StartAsync(MonthOptions options, CancellationToken cancellationToken)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var run = new MonthRun(options, clock, await SandboxServer.StartAsync(new SandboxOptions { Time = clock }, cancellationToken));
        await run.SetUpAsync(cancellationToken);
        return run;
    }

    /// <summary>Plays the month to its end.</summary>
    public async Task<MonthReport> RunAsync(CancellationToken cancellationToken)
    {
        for (var count = 0; count < _options.Orders; count++)
        {
            // Each order has its own chances, whatever comes between them.
            var chance = new Random((_options.Seed * 1_000_003) + count);
            _outside.Enqueue(stop => OrderAsync(chance, stop), Now + (TimeSpan.FromDays(_options.Days) * chance.NextDouble()));
        }

        var report = new MonthReport(_app);
        var end = Now + TimeSpan.FromDays(_options.Days) + _options.RestFor;
        while (Now < end)
        {
            Leap();
            while (_outside.TryPeek(out var act, out var at) && at <= Now)
            {
                _outside.Dequeue();
                await act(cancellationToken);
            }

            await InAppTimeAsync(TurnAsync(cancellationToken));
            if (Now.TimeOfDay < _options.Turn)
            {
                report.ReadStores(_orders, await StateAsync(cancellationToken));
                await Console.Error.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{Now:yyyy-MM-dd}  {_orders.Count} orders")
                );
            }
        }

        report.ReadStores(_orders, await StateAsync(cancellationToken));
        report.Judge(_orders.Values);
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _app.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    // A leap passes over the pulses of the sandbox between; the last one of them comes.
    private void Leap()
    {
        _clock.AdjustTime(Now + _options.Turn - s_pulse);
        _clock.Advance(s_pulse);
    }

    // What the app waits for by its clock comes to pass while a turn of it runs.
    private async Task InAppTimeAsync(Task turn)
    {
        while (await Task.WhenAny(turn, Task.Delay(TimeSpan.FromMilliseconds(20))) != turn)
        {
            _clock.Advance(s_pulse);
        }

        await turn;
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        foreach (var store in s_stores)
        {
            await _app.Get<StorePull>().PullAsync(store, cancellationToken);
        }

        await _app.Get<SupplierSweep>().RunAsync(cancellationToken);
        if (Now.Ticks % s_looks.Ticks < _options.Turn.Ticks)
        {
            await _app.Get<HeartbeatChecks>().LookAsync(cancellationToken);
        }

        do
        {
            await _app.DrainAsync(int.MaxValue, cancellationToken);
        } while (await FollowDueAsync(cancellationToken));

        await _app.Get<CollectedMails>().SendDueAsync(cancellationToken);
        await _app.TellAsync(cancellationToken);
    }

    // The orchestrations that were started or woken, and those whose time has come.
    private async Task<bool> FollowDueAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _app.Workflows.Started.Skip(_started))
        {
            _due[key] = Now;
        }

        _started = _app.Workflows.Started.Count;
        foreach (var key in _app.Workflows.Woken.Where(_due.ContainsKey))
        {
            _due[key] = Now;
        }

        _app.Workflows.Woken.Clear();
        var due = _due.Where(entry => entry.Value <= Now).Select(entry => entry.Key).ToList();
        foreach (var key in due)
        {
            await FollowAsync(key, cancellationToken);
        }

        return due.Count > 0;
    }

    private async Task FollowAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        NextStep next;
        try
        {
            next = await _app.Get<FulfilmentRunner>().RunAsync(key, cancellationToken);
        }
        catch (OutsideUnavailableException)
        {
            _due[key] = Now + TimeSpan.FromMinutes(1);
            return;
        }

        if (next.Step == FulfilmentStep.Finished)
        {
            _due.Remove(key);
        }
        else
        {
            var look = Now + TimeSpan.FromHours(6);
            _due[key] = next.WakeAt is { } at && at < look ? at.AddSeconds(1) : look;
        }

        var purchase = _app.Orders.Find(key.Order)!.Find(key)!;
        var order = _orders[key.Order];
        if (
            purchase is { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open, MailedAt: not null } approval }
        )
        {
            var ticket = _app.Get<ApprovalLinks>().Issue(key, approval, "ann");
            await _app.Get<ApprovalService>()
                .DecideAsync(
                    key.Value,
                    ticket,
                    _app.Get<ApprovalLinks>().IssueNonce(ticket),
                    ApprovalDecision.Approve,
                    null,
                    cancellationToken
                );
        }
        else if (purchase.State == PurchaseOrderState.AwaitingShipment && order.SupplierOrder is null)
        {
            order.SupplierOrder = purchase.SupplierOrders[0].OrderId;
            PlanShipment(order, purchase.Payment!.PaidAt!.Value);
        }
    }

    private async Task OrderAsync(Random chance, CancellationToken cancellationToken)
    {
        var isTransit = chance.Next(2) == 0;
        var store = s_stores[chance.Next(s_stores.Count)];
        var deadline = isTransit ? s_transitDeadline : s_directDeadline;
        var wish = new JsonObject
        {
            ["shop"] = store,
            ["sku"] = "TEE-BLK-M",
            ["quantity"] = 1 + chance.Next(3),
            ["currency"] = "USD",
            ["fulfillWithinHours"] = deadline.TotalHours,
        };
        if (!isTransit)
        {
            wish["address"] = new JsonObject
            {
                ["firstName"] = "敏",
                ["lastName"] = "王",
                ["address1"] = "人民路1号",
                ["city"] = "杭州市",
                ["province"] = "浙江省",
                ["zip"] = "310000",
                ["country"] = "China",
                ["countryCode"] = "CN",
                ["phone"] = "+8613800000000",
            };
        }

        var made = await ControlAsync("orders", wish, cancellationToken);
        var key = new OrderKey(store, made["orders"]![0]!["id"]!.GetValue<string>());
        _orders[key] = new MonthOrder
        {
            Key = key,
            Chance = chance,
            Mishap = Draw(chance, isTransit),
            IsTransit = isTransit,
            ShipBy = Now + deadline,
        };
    }

    private Mishap Draw(Random chance, bool isTransit)
    {
        var part = chance.Next(1000);
        foreach (var (mishap, share) in s_shares)
        {
            part -= share * _options.Misfortune;
            if (part < 0)
            {
                return mishap == Mishap.ForwarderSilent && !isTransit ? Mishap.None : mishap;
            }
        }

        return Mishap.None;
    }

    private void PlanShipment(MonthOrder order, DateTimeOffset paidAt)
    {
        var after =
            order.Mishap == Mishap.ShippedLate
                ? _limits.SupplierShipsWithin + order.Between(TimeSpan.FromHours(4), TimeSpan.FromHours(40))
                : order.Between(TimeSpan.FromHours(2), TimeSpan.FromHours(30));
        if (order.Mishap == Mishap.ShippedLate)
        {
            order.TellBy = paidAt + _limits.SupplierShipsWithin;
        }

        _outside.Enqueue(stop => ShipAsync(order, stop), paidAt + after);
    }

    private async Task ShipAsync(MonthOrder order, CancellationToken cancellationToken)
    {
        // A number of one carrier and the name of another.
        JsonObject goods =
            order.Mishap == Mishap.WrongCarrier ? new() { ["carrier"] = "ZTO", ["billNumber"] = order.NextNumber("SF10") }
            : order.Mishap == Mishap.NumberReplaced ? new() { ["carrier"] = "ZTO" }
            : [];
        await ShipmentAsync(order, "ship", goods, cancellationToken);
        var pickup = order.Between(TimeSpan.FromHours(1), TimeSpan.FromHours(20));
        switch (order.Mishap)
        {
            case Mishap.ScannedLate:
                order.TellBy = Now + _limits.PickupWithin;
                pickup = _limits.PickupWithin + order.Between(TimeSpan.FromHours(2), TimeSpan.FromHours(20));
                break;
            case Mishap.NeverScanned:
                order.TellBy = Now + _limits.PickupWithin;
                return;
            case Mishap.WrongCarrier:
                order.TellBy = Now;
                pickup = TimeSpan.FromHours(26);
                Plan(TimeSpan.FromDays(1), stop => ShipmentAsync(order, "logistics", Replacement(order, "SF", "SF10"), stop));
                break;
            case Mishap.NumberReplaced:
                pickup = TimeSpan.FromHours(8);
                Plan(TimeSpan.FromHours(6), stop => ShipmentAsync(order, "logistics", Replacement(order, "ZTO", "7361"), stop));
                break;
        }

        Plan(pickup, stop => CarryAsync(order, stop));
    }

    private async Task CarryAsync(MonthOrder order, CancellationToken cancellationToken)
    {
        order.ScannedAt = Now;
        await ReportAsync(order, "ACCEPT", cancellationToken);
        Plan(TimeSpan.FromHours(4), stop => ReportAsync(order, "TRANSPORT", stop));
        if (order.Mishap == Mishap.Lost)
        {
            order.TellBy = Now + TimeSpan.FromHours(30);
            Plan(TimeSpan.FromHours(30), stop => ReportAsync(order, "UNSIGN", stop));
            return;
        }

        Plan(TimeSpan.FromHours(48), stop => ReportAsync(order, "SIGN", stop));
        if (order.IsTransit)
        {
            Plan(TimeSpan.FromHours(50), stop => ArriveAsync(order, stop));
        }
    }

    private async Task ArriveAsync(MonthOrder order, CancellationToken cancellationToken)
    {
        await ForwardAsync(order, "arrive", cancellationToken);
        if (order.Mishap == Mishap.ForwarderSilent)
        {
            // It asks the forwarder in its own time before it knows of the arrival.
            order.TellBy = Now + _limits.ForwarderLookEvery + _limits.ForwarderShipsWithin;
            return;
        }

        Plan(
            order.Between(TimeSpan.FromHours(6), TimeSpan.FromHours(24)),
            async stop =>
            {
                await ForwardAsync(order, "send", stop);
                order.NumberedAt = Now;
            }
        );
    }

    private async Task ShipmentAsync(MonthOrder order, string action, JsonObject body, CancellationToken cancellationToken)
    {
        var state = await ControlAsync($"1688/orders/{order.SupplierOrder}/{action}", body, cancellationToken);
        order.Waybills.Add(state["logistics"]![0]!["billNumber"]!.GetValue<string>());
        if (!order.IsTransit)
        {
            order.NumberedAt = Now;
        }
    }

    private Task<JsonNode> ReportAsync(MonthOrder order, string status, CancellationToken cancellationToken) =>
        ControlAsync($"1688/orders/{order.SupplierOrder}/logistics", new JsonObject { ["status"] = status }, cancellationToken);

    private Task<JsonNode> ForwardAsync(MonthOrder order, string action, CancellationToken cancellationToken) =>
        ControlAsync($"forwarder/announcements/{_app.Orders.Find(order.Key)!.PurchaseOrders[0].Key}/{action}", [], cancellationToken);

    private static JsonObject Replacement(MonthOrder order, string carrier, string prefix) =>
        new() { ["carrier"] = carrier, ["billNumber"] = order.NextNumber(prefix) };

    private void Plan(TimeSpan after, Func<CancellationToken, Task> act) => _outside.Enqueue(act, Now + after);

    private async Task<JsonNode> ControlAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var answer = await _control.PostAsJsonAsync($"control/{path}", body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {text}");
    }

    private async Task<JsonNode> StateAsync(CancellationToken cancellationToken) =>
        JsonNode.Parse(await _control.GetStringAsync("control/state", cancellationToken))!;

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        using var set = await _control.PutAsJsonAsync(
            "control/settings",
            new JsonObject
            {
                ["shops"] = new JsonArray([.. s_stores.Select(store => (JsonNode)store)]),
                ["autoShip"] = false,
                ["autoPickup"] = false,
                ["pushEnabled"] = false,
                ["webhooksEnabled"] = false,
                ["callsPerSecond"] = 0,
                ["throttleMaximum"] = 1_000_000,
                ["throttleRestoreRate"] = 1_000_000,
            },
            cancellationToken
        );
        set.EnsureSuccessStatusCode();
        using var slow = await _control.PutAsJsonAsync(
            "control/forwarder/settings",
            new JsonObject { ["arriveDelaySeconds"] = 1e9, ["sendDelaySeconds"] = 1e9 },
            cancellationToken
        );
        slow.EnsureSuccessStatusCode();
        var mappings = await AppInMemory.ReadMappingsAsync(_control, cancellationToken);
        await _app.SetUpAsync(mappings, cancellationToken);
        await _app.PurchasingAccounts.SaveAsync(_app.Purchasing with { PaymentMode = PaymentMode.Agreement }, cancellationToken);
        await _app.ForwarderAccounts.SaveAsync(
            AppInMemory.Forwarder with
            {
                Id = Forwarder,
                Kind = "http",
                Endpoint = new Uri(_sandbox.Address, "forwarder"),
            },
            cancellationToken
        );
        _app.Secrets.Values[$"forwarder-{Forwarder}"] = """{"secret":"sandbox-forwarder-secret"}""";
        foreach (var store in s_stores)
        {
            await _app.StoreAccounts.SaveAsync(
                _app.Store with
                {
                    Id = store,
                    DisplayName = store,
                    Endpoint = new Uri(_sandbox.Address, $"shopify/{store}"),
                    ForwarderId = Forwarder,
                    PushAfterPickup = store == AfterPickup,
                },
                cancellationToken
            );
            _app.Secrets.Values[$"store-{store}"] = _app.Secrets.Values["store-demo-store"];
            foreach (var mapping in mappings)
            {
                await _app.Mappings.SaveAsync(mapping with { AccountId = store }, cancellationToken);
            }
        }
    }
}
