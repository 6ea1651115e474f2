using System.Globalization;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Upkeep;
using Dropship.Functions.Fulfilment;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Outside;
using Dropship.Simulation.People;
using Dropship.Simulation.Ports;
using Dropship.TestKit.Memory;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dropship.Simulation.Engine;

/// <summary>All of one run: the app on its hosts, its storage, the outside, and the people.</summary>
internal sealed class World
{
    public const string StoreId = "shop";
    public const string BuyerId = "buyer";
    public const string ForwarderId = "forwarder";

    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_ordering = TimeSpan.FromHours(6);
    private static readonly TimeSpan s_faulty = TimeSpan.FromHours(30);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);
    private static readonly TimeSpan s_forgetting = TimeSpan.FromMinutes(20);

    private readonly Wiring _wiring;
    private readonly Dice _dice;
    private readonly Faults _faults;
    private readonly Wire _wire;
    private readonly Hosts _hosts;
    private readonly Operators _operators;
    private readonly SimulatedMailer _mailer;
    private readonly CheckedLogs _logs;
    private readonly SimulatedOrders _orders;
    private readonly MemoryDeliveries _deliveries = new();
    private readonly MemoryWaybills _waybills = new();
    private readonly MemoryMappings _mappings = new();
    private readonly MemoryOutages _outages = new();
    private readonly MemoryReconciliations _comparisons = new();
    private readonly MemoryLedger _ledger = new();
    private readonly MemorySupplierCases _suppliers = new();
    private readonly MemoryAdoptedOrders _adopted = new();
    private readonly GuardOptions _guards;
    private readonly PriceTolerance _tolerance;
    private readonly TimeSpan _collectFor;
    private readonly MemoryWaitingMails _waiting = new();
    private int _quiet;

    public World(Wiring wiring, ulong seed, int orders, bool isTraced)
    {
        _wiring = wiring;
        var root = new Dice(seed);
        _dice = root.Fork();
        _faults = new Faults(root.Fork());
        Scheduler = new Scheduler(s_start);
        Trace = new Trace(isTraced);
        Promises = new Promises(Scheduler);
        _wire = new Wire(Scheduler, root.Fork(), _faults, Trace);
        _orders = new SimulatedOrders(_wire, Orders, _faults, Promises);
        Promises.Find = Orders.Find;
        Switch = new SimulatedStopSwitch(_wire, new MemoryStopSwitch(), Scheduler);
        Promises.StoppedSince = () => Switch.StoppedSince;
        _guards = new GuardOptions
        {
            MaximumPurchase = _dice.Chance(0.2) ? Money.Cny(6_000) : null,
            DailyTotal = _dice.Chance(0.2) ? Money.Cny(80_000) : null,
            DailyPerSupplier = _dice.Chance(0.2) ? Money.Cny(40_000) : null,
        };
        _tolerance = new PriceTolerance(_dice.Chance(0.3) ? 5m : null, null);
        _collectFor = _dice.Chance(0.5) ? TimeSpan.FromMinutes(3) : TimeSpan.Zero;
        _logs = new CheckedLogs(Promises);
        Store = new SimulatedStore(Scheduler, root.Fork(), _faults, _wire, Promises);
        Market = new SimulatedMarket(Scheduler, root.Fork(), _faults, _wire, Promises);
        Forwarder = new SimulatedForwarder(Scheduler, root.Fork(), _faults, _wire);
        Courier = new SimulatedCourier(Scheduler, root.Fork(), _faults, _wire);
        PushesDomesticNumbers = _dice.Chance(0.15);
        Promises.MayPushDomesticNumbers = PushesDomesticNumbers;
        Hub = new SimulatedTaskHub(Scheduler, root.Fork(), _faults, _wire, _logs, Promises);
        Lazy<Approvers> approvers = null!;
        Lazy<Operators> operators = null!;
        _mailer = new SimulatedMailer(
            _wire,
            mail =>
            {
                if (mail.Id.StartsWith("alert-", StringComparison.Ordinal))
                {
                    operators.Value.Read(mail);
                }
                else
                {
                    approvers.Value.Read(mail);
                }
            }
        );

        // The hosts' services reach for the queues, whose messages start handlers on the hosts: the services are made at their first use.
        _hosts = new Hosts(Scheduler, root.Fork(), MakeHost, Promises.OnThrown);
        Queues = new SimulatedWorkQueues(Scheduler, root.Fork(), _faults, _wire, _hosts, Promises, Hub);
        Failed = new SimulatedFailedMessages(_wire, new MemoryFailedMessages(), Queues, Promises);
        Hub.Attach(_hosts);

        var buyers = new Buyers(Scheduler, root.Fork(), _faults, Store, s_start + s_faulty);
        var suppliers = new Suppliers(Scheduler, root.Fork(), _faults, Market);
        var postman = new Postman(Scheduler, root.Fork(), _faults, _hosts, StoreId, BuyerId, ForwarderId, Courier.Id);
        approvers = new Lazy<Approvers>(new Approvers(Scheduler, root.Fork(), _faults, _hosts, Market, Promises));
        _operators = new Operators(
            Scheduler,
            root.Fork(),
            _faults,
            _hosts,
            Failed,
            Switch,
            Orders,
            Stores,
            BuyerAccounts,
            Store,
            Market,
            buyers,
            [Mapping("NEW-1", ("s-one", "10", 1)), Mapping("NEW-2", ("s-two", "20", 2))]
        );
        operators = new Lazy<Operators>(_operators);
        Store.OnChanged = postman.TellOfStore;
        Forwarder.OnChanged = postman.TellOfForwarder;
        Forwarder.OnSent = Courier.CarryOnward;
        Market.OnNumbered = Courier.Issue;
        Market.OnScanned = Courier.CarryDomestic;
        Courier.OnNews = postman.TellOfCourier;
        Market.OnCreated = suppliers.Take;
        Market.OnChanged = order =>
        {
            postman.TellOfMarket(order);
            suppliers.Look(order);
        };

        Settle();
        for (var number = 1; number <= orders; number++)
        {
            var id = number;
            Scheduler.After(_dice.Between(TimeSpan.Zero, s_ordering), null, () => buyers.Order(id));
        }

        Tick(TimeSpan.Zero, Pull);
        Tick(TimeSpan.FromSeconds(30), Sweep);
        Tick(TimeSpan.FromSeconds(40), Mail);
        Tick(TimeSpan.FromMinutes(7), Revive);
        Tick(TimeSpan.FromMinutes(9), Watch);
        Tick(TimeSpan.FromHours(3), Reconcile);
        Tick(TimeSpan.FromMinutes(40), Weather);
        Scheduler.After(s_forgetting, null, ForgetInTime, isTicking: true);
        Scheduler.At(s_start + s_faulty, null, () => _faults.IsOn = false);
    }

    public Scheduler Scheduler { get; }

    public Trace Trace { get; }

    public Promises Promises { get; }

    public MemoryOrders Orders { get; } = new();

    public MemoryStoreAccounts Stores { get; } = new();

    public MemoryPurchasingAccounts BuyerAccounts { get; } = new();

    public MemoryForwarderAccounts ForwarderAccounts { get; } = new();

    public SimulatedForwarder Forwarder { get; }

    public SimulatedCourier Courier { get; }

    /// <summary>Whether the store gets domestic numbers until the forwarder's are known.</summary>
    public bool PushesDomesticNumbers { get; }

    public MemoryAlertRows Alerts { get; } = new();

    public SimulatedStore Store { get; }

    public SimulatedMarket Market { get; }

    public SimulatedTaskHub Hub { get; }

    public SimulatedWorkQueues Queues { get; }

    public SimulatedFailedMessages Failed { get; }

    public SimulatedStopSwitch Switch { get; }

    public Faults Faults => _faults;

    /// <summary>Whether a mail told somebody where to pay.</summary>
    public bool WasAskedToPay(string key, int round) =>
        _mailer.HasArrived(string.Create(CultureInfo.InvariantCulture, $"pay-{key}-{round}-"));

    /// <summary>Runs until nothing moves any more, or a promise is broken.</summary>
    public void Run()
    {
        ComeToRest();
        if (Promises.Broken is null)
        {
            RepeatLate();
        }

        if (Promises.Broken is null)
        {
            new RestCheck(this).Run();
        }
    }

    private void ComeToRest()
    {
        _quiet = 0;
        var isAtRest = false;
        while (!isAtRest && Promises.Broken is null && Scheduler.TakeStep())
        {
            isAtRest = _quiet > 3;
            if (Scheduler.Now > s_start + s_longest)
            {
                Promises.Break(Promises.ComesToRest, "something still moves after weeks");
            }
        }
    }

    // Once all is done weeks go by: what still runs looks again, what ended is forgotten, and then what called for the placing of each
    // purchase comes again, for nothing.
    private void RepeatLate()
    {
        _hosts.Start(
            "wake the old",
            async _ =>
            {
                var workflows = new DurableWorkflows(() => Hub);
                await foreach (var key in workflows.ListRunningAsync(Scheduler.Now, CancellationToken.None))
                {
                    await workflows.WakeAsync(key, CancellationToken.None);
                }
            },
            _ => { }
        );
        ComeToRest();
        Forget();
        var ended = Orders
            .Records.Values.SelectMany(
                record =>
                    record.PurchaseOrders.Where(purchase =>
                        purchase.SupplierOrders.Count > 0 && PurchaseOrderTransitions.IsFinal(purchase.State)
                    ),
                (record, purchase) => (purchase.Key, Events: CountOf(record.Key))
            )
            .ToList();
        foreach (var (key, _) in ended)
        {
            if (Hub.StatusOf(key.Value) is { } status)
            {
                Promises.Break(Promises.ComesToRest, $"{key} has ended and its orchestration is {status}", key.Order);
            }
        }

        var begun = Hub.Begun;
        foreach (var (key, _) in ended)
        {
            _ = Queues.SendPurchaseOrderAsync(key, BuyerId, PlacementMessageId.At(Scheduler.Now), CancellationToken.None);
        }

        ComeToRest();
        if (Hub.Begun - begun < ended.Count)
        {
            Promises.Break(Promises.ComesToRest, $"of {ended.Count} orchestrations that were called for late, {Hub.Begun - begun} began");
        }

        foreach (var (key, events) in ended)
        {
            if (CountOf(key.Order) != events)
            {
                Promises.Break(Promises.ComesToRest, $"a late message about {key}, which had ended, changed its order", key.Order);
            }
        }
    }

    // The store's deadline comes whatever messages do, and so does a person who answers what was told before.
    private int CountOf(OrderKey key) =>
        Orders.EventsOf(key).Count(told => told.What != EventKinds.ShipBy && !told.Actor.StartsWith("person:", StringComparison.Ordinal));

    private static SkuMapping Mapping(string sku, params (string Supplier, string Offer, int Quantity)[] items) =>
        new()
        {
            AccountId = StoreId,
            Sku = sku,
            Version = 1,
            Items =
            [
                .. items.Select(item => new MappedItem
                {
                    SupplierId = item.Supplier,
                    OfferId = item.Offer,
                    SpecId = "spec",
                    Quantity = item.Quantity,
                }),
            ],
        };

    private void Settle()
    {
        _ = Stores.SaveAsync(
            new StoreAccount
            {
                Id = StoreId,
                Platform = Store.Name,
                DisplayName = "Shop",
                Endpoint = new Uri("https://shop.example"),
                Currency = "USD",
                PurchasingAccountId = BuyerId,
                PlacingMode = _dice.Chance(0.15) ? PlacingMode.Manual : PlacingMode.Automatic,
                ForwarderId = ForwarderId,
                PushDomesticNumber = PushesDomesticNumbers,
            },
            CancellationToken.None
        );
        _ = ForwarderAccounts.SaveAsync(
            new ForwarderAccount
            {
                Id = ForwarderId,
                DisplayName = "Forwarder",
                Kind = Forwarder.Kind,
                Warehouse = new ShipTo
                {
                    FullName = "集货仓",
                    Mobile = "13800000199",
                    Country = "CN",
                    Province = "广东省",
                    City = "深圳市",
                    Line1 = "洲石路100号",
                },
            },
            CancellationToken.None
        );
        _ = BuyerAccounts.SaveAsync(
            new PurchasingAccount
            {
                Id = BuyerId,
                DisplayName = "Buyer",
                Endpoint = new Uri("https://market.example"),
                AppKey = "1000000",
                PaymentMode = _dice.Chance(0.5) ? PaymentMode.Agreement : PaymentMode.Cashier,
            },
            CancellationToken.None
        );
        foreach (
            var mapping in (SkuMapping[])
                [
                    Mapping("CUP", ("s-one", "11", 1)),
                    Mapping("LAMP", ("s-two", "21", 2)),
                    Mapping("BAG", ("s-three", "31", 1)),
                    Mapping("HAT", ("s-one", "12", 1)),
                    // A bundle of two suppliers' goods.
                    Mapping("SET", ("s-one", "13", 1), ("s-three", "32", 1)),
                ]
        )
        {
            _ = _mappings.SaveAsync(mapping, CancellationToken.None);
        }
    }

    private Host MakeHost(string name)
    {
        var clock = new HostClock(Scheduler) { Skew = TimeSpan.FromSeconds((_dice.Share() * 4) - 2) };
        var services = _wiring.NewServices();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<ILoggerFactory>(_logs);
        services.AddSingleton<IOrders>(provider => new ObservedOrders(
            _orders,
            provider.GetRequiredService<RecentOrders>(),
            provider.GetRequiredService<PromiseMetrics>()
        ));
        services.AddSingleton<IStoreAccounts>(new SimulatedStoreAccounts(_wire, Stores, OnCursor));
        services.AddSingleton<IPurchasingAccounts>(new SimulatedPurchasingAccounts(_wire, BuyerAccounts));
        services.AddSingleton<IForwarderAccounts>(new SimulatedForwarderAccounts(_wire, ForwarderAccounts));
        services.AddSingleton<IForwarders>(Forwarder);
        services.AddSingleton<IReadOnlyList<ICourierTracking>>([Courier]);
        services.AddSingleton<ISkuMappings>(new SimulatedMappings(_wire, _mappings));
        services.AddSingleton<IWebhookDeliveries>(new SimulatedDeliveries(_wire, _deliveries));
        services.AddSingleton<IWaybills>(new SimulatedWaybills(_wire, _waybills));
        services.AddSingleton<IOutages>(new SimulatedOutages(_wire, _outages));
        services.AddSingleton<IFetchedRates, MemoryFetchedRates>();
        services.AddSingleton<IForwarderNotes, MemoryForwarderNotes>();
        services.AddSingleton<IUntoldPurchases, MemoryUntoldPurchases>();
        services.AddSingleton<IRateShares, AmpleShare>();
        services.AddSingleton<ISubmittedOrders, MemorySubmittedOrders>();
        services.AddSingleton<IAccountEvents, MemoryAccountEvents>();
        services.AddSingleton<ISpendLedger>(new SimulatedLedger(_wire, _ledger));
        services.AddSingleton<ISupplierCases>(new SimulatedSupplierCases(_wire, _suppliers));
        services.AddSingleton<IAdoptedOrders>(_adopted);
        services.AddSingleton<IStopSwitch>(Switch);
        services.AddSingleton(_guards);
        services.AddSingleton(_wiring.Approvals with { Tolerance = _tolerance, CollectFor = _collectFor });
        services.AddSingleton<IWaitingMails>(new SimulatedWaitingMails(_wire, _waiting));
        services.AddSingleton<IReconciliations>(_ => new SimulatedReconciliations(_wire, _comparisons, Queues.Reconciliations));
        services.AddSingleton<IFailedMessages>(_ => Failed);
        services.AddSingleton<IPoisonQueues, NoPoison>();
        services.AddSingleton<IWorkQueues>(_ => Queues);
        services.AddSingleton<IAlertRows>(new SimulatedAlertRows(_wire, Alerts, Promises));
        services.AddSingleton<IStorePlatforms>(Store);
        services.AddSingleton<ISupplierMarket>(Market);
        services.AddSingleton<IWorkflows>(_ => new DurableWorkflows(() => Hub));
        services.AddSingleton<ISecretStore, MemorySecrets>();
        services.AddSingleton<IMailer>(_mailer);
        services.AddSingleton<INotices, PlainNotices>();
        return new Host(name, clock, services);
    }

    private void Tick(TimeSpan wait, Func<TimeSpan> act) =>
        Scheduler.After(wait + _dice.Between(TimeSpan.Zero, TimeSpan.FromSeconds(50)), null, () => Tick(act(), act), isTicking: true);

    private TimeSpan Pull()
    {
        _quiet = !_faults.IsOn && Scheduler.Work == 0 && !Hub.HasDeadlines ? _quiet + 1 : 0;
        _hosts.Start("pull stores", host => host.PullStores.RunAsync(new TimerInfo(), CancellationToken.None), _ => { });
        return TimeSpan.FromMinutes(_faults.IsOn ? 10 : 30);
    }

    private TimeSpan Sweep()
    {
        _hosts.Start("sweep", host => host.SweepSuppliers.RunAsync(new TimerInfo(), Hub, CancellationToken.None), _ => { });
        return TimeSpan.FromMinutes(_faults.IsOn ? 10 : 30);
    }

    private TimeSpan Mail()
    {
        _hosts.Start("approver mails", host => host.ApproverMails.RunAsync(new TimerInfo(), CancellationToken.None), _ => { });
        return TimeSpan.FromMinutes(_waiting.All.Count > 0 ? 1 : 10);
    }

    private TimeSpan Revive()
    {
        _hosts.Start("revive", host => host.ReviveFulfilments.RunAsync(new TimerInfo(), Hub, CancellationToken.None), _ => { });
        _operators.LookAround();
        return TimeSpan.FromHours(1);
    }

    private TimeSpan Watch()
    {
        _hosts.Start("watch heartbeats", host => host.Heartbeats.RunAsync(new TimerInfo(), CancellationToken.None), _ => { });
        return TimeSpan.FromMinutes(_faults.IsOn ? 30 : 60);
    }

    private TimeSpan Reconcile()
    {
        _hosts.Start("reconcile", host => host.Reconciliations.StartByTimeAsync(new TimerInfo(), CancellationToken.None), _ => { });
        return TimeSpan.FromHours(8);
    }

    private TimeSpan Weather()
    {
        _operators.Interfere();
        if (_faults.Strike(Fault.ClockLeap))
        {
            Scheduler.Leap(_dice.Hours(0.1, 5));
        }

        if (_faults.Strike(Fault.ClockSkew))
        {
            _dice.Pick(_hosts.All).Clock.Skew = TimeSpan.FromSeconds((_dice.Share() * 6) - 3);
        }

        if (_faults.Strike(Fault.TokenExpired))
        {
            Store.IsTokenGood &= _dice.Chance(0.5);
            Market.IsTokenGood &= Store.IsTokenGood;
        }

        if (_faults.Strike(Fault.CourierDown))
        {
            Courier.GoDown(_dice.Hours(0.5, 8));
        }

        return TimeSpan.FromMinutes(30);
    }

    // Ended orchestrations go at once and not after weeks, so that what comes late starts them again.
    private void ForgetInTime()
    {
        Forget();
        Scheduler.After(s_forgetting, null, ForgetInTime, isTicking: true);
    }

    private void Forget() => _ = new DurableWorkflows(() => Hub).RemoveEndedAsync(Scheduler.Now, CancellationToken.None);

    // Behind the cursor nothing may be left that nobody looks at.
    private void OnCursor(string account, PullCursor cursor)
    {
        foreach (var order in Store.Orders.Where(order => order.UpdatedAt < cursor.Watermark - TimeSpan.FromMinutes(6)))
        {
            var key = new OrderKey(account, order.StoreOrderId);
            var record = Orders.Find(key);
            if (
                record is null
                || (
                    record.State == OrderState.New
                    && Queues.Orders.CountOf(key.ToString()) == 0
                    && !Failed.Waiting.Any(message => message.Text == key.ToString())
                )
            )
            {
                Promises.Break(
                    Promises.OneState,
                    $"the cursor moved past it to {cursor.Watermark:O}, and {(record is null ? "it is not here" : "nobody is asked to look at it")}",
                    key
                );
            }
        }
    }
}
