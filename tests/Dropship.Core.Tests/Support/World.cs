using System.Diagnostics.CodeAnalysis;
using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Cancellations;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Fulfilment.Tracking;
using Dropship.Core.Ingest;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Upkeep;
using Dropship.TestKit;
using Dropship.TestKit.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Dropship.Core.Tests.Support;

/// <summary>The real stages over ports in memory. A test plays the queues, the clock and the orchestration by hand.</summary>
internal sealed class World
{
    public const string Account = "shop-one";
    public const string PurchasingAccountId = "purchasing-one";
    public const string ForwarderId = "forwarder-one";

    private readonly OrderProjection _projection;
    private readonly OrderReviewer _reviewer;
    private readonly RecentStoreOrders _recentStoreOrders;
    private readonly PurchasingAccountHealth _health;
    private readonly RecentSupplierOrders _recentSupplierOrders;
    private IReadOnlyList<IStepHandler> _handlers;

    public World(
        GuardOptions? guards = null,
        Func<ApprovalOptions, ApprovalOptions>? approvals = null,
        Func<TimeProvider, FakeStore>? store = null
    )
    {
        Options = approvals is null ? Options : approvals(Options);
        Metrics = new PromiseMetrics(Meters);
        Store = store is null ? new FakeStore(Clock) : store(Clock);
        Market = new FakeMarket(Clock);
        Alerts = new AlertService(AlertRows, Queues, Metrics, Options, new TeamOptions(), Clock);
        _projection = new OrderProjection(Orders, Alerts, Queues, Ledger, Suppliers, new EventNoting(Warehouse, Untold));
        Links = new ApprovalLinks(Options, Clock);
        var recent = new RecentChanges();
        _recentStoreOrders = new RecentStoreOrders(recent, Clock);
        var waker = new FulfilmentWaker(Workflows, Options, Fulfilment, Clock);
        Waker = waker;
        Stop = new StopSwitchService(Switch, Alerts, Clock);
        Release = new MoneyRelease(Stop, Orders, new PlacementQueue(Queues, Purchasing, Clock), waker, Clock);
        _health = new PurchasingAccountHealth(PurchasingAccounts, AccountChanges, Alerts, recent, Clock);
        _recentSupplierOrders = new RecentSupplierOrders(recent, Clock);
        Intake = new OrderIntake(Orders, Queues, _recentStoreOrders, Clock);
        Outages = new CircuitBreaker(OutageRows, Alerts, new OutageOptions(), Clock);
        var storeHealth = new StoreAccountHealth(StoreAccounts, AccountChanges, Alerts, Outages);
        var storeChanges = new StoreChangeQueue(Queues, Pulling);
        var storeReader = new StoreOrderReader(Store, storeChanges, Pulling);
        Scheduler = new PullScheduler(StoreAccounts, Queues, storeHealth);
        Pull = new StorePull(StoreAccounts, storeReader, Intake, storeHealth, Queues, Pulling, Clock);
        SinglePull = new SingleOrderPull(
            StoreAccounts,
            storeReader,
            Intake,
            storeHealth,
            storeChanges,
            new DeletedOrders(storeReader, Intake, storeChanges, Alerts, Clock),
            Clock
        );
        var wishes = new StoreWishes(storeHealth, Alerts, Queues, new PersonalDataErasure(Orders, Submitted, Clock));
        Webhooks = new StoreWebhookIntake(StoreAccounts, Store, Deliveries, Queues, Intake, wishes);
        _reviewer = new OrderReviewer(Orders, StoreAccounts, ForwarderAccounts, Mappings, Clock);
        Mapper = new OrderMapper(Orders, _reviewer, Mappings, Queues, _projection, waker, Clock);
        var changes = new SupplierChangeQueue(Queues, Purchasing);
        var fetch = new SupplierOrderFetch(Market, Adopted, Outages, _health);
        var update = new SupplierOrderUpdate(Orders, Workflows, waker, _projection, Fulfilment, Clock);
        Sync = new SupplierSync(Orders, PurchasingAccounts, fetch, update, _health, _recentSupplierOrders, changes);
        Notifications = new SupplierNotifications(PurchasingAccounts, Market, Sync, _recentSupplierOrders);
        var lists = new SupplierOrderLists(Market, Outages, _health, Purchasing);
        Sweep = new SupplierSweep(PurchasingAccounts, lists, Sync, changes, _health, _recentSupplierOrders, Clock);
        var tickets = new ApprovalTickets(Orders, Links);
        Approvals = new ApprovalService(
            tickets,
            new ApprovalVisits(new ApproverFacts(StoreAccounts, Switch, Rates), Links, Clock),
            Orders,
            _projection,
            Workflows,
            Clock
        );
        Cashier = new Cashier(tickets, Orders, PurchasingAccounts, Market, Switch, Clock);
        var options = new ReconciliationOptions();
        var repair = new OrderRepair(Orders, Queues, _projection, new StalledOrderRecovery(Queues, Workflows, waker, options, Clock));
        var stores = new StoreComparison(Orders, StoreAccounts, Store, Intake, repair, Pulling, options);
        var market = new MarketComparison(Orders, StoreAccounts, PurchasingAccounts, Market, Sync, Purchasing, options);
        ReconciliationStart = new ReconciliationStart(Comparisons, StoreAccounts, PurchasingAccounts, stores, market, options, Clock);
        Reconciliation = new Reconciliation(
            Comparisons,
            StoreAccounts,
            PurchasingAccounts,
            stores,
            market,
            new ReconciliationReport(Comparisons, Alerts, Metrics, Clock),
            options
        );
        OrderAlerts = new AlertConsistencyCheck(Alerts, Orders, _projection);
        Deadlines = new ShipByWatch(Orders, _projection, Fulfilment, Clock);
        Failures = new FailedMessageService(FailedMessages, Orders, Alerts, Metrics, Clock);
        Guard(guards ?? new GuardOptions());
        Commands = new OperatorCommands(Orders, Queues, _projection, waker, Clock);
        Shipments = new ShipmentCommands(Orders, _projection, waker, Fulfilment, Clock);
        StoreAccounts.SaveAsync(StoreAccount, CancellationToken.None).GetAwaiter().GetResult();
        PurchasingAccounts.SaveAsync(PurchasingAccount, CancellationToken.None).GetAwaiter().GetResult();
        ForwarderAccounts.SaveAsync(ForwarderAccount, CancellationToken.None).GetAwaiter().GetResult();
        Callbacks = new ForwarderCallbackIntake(ForwarderAccounts, ForwarderKind, Orders, waker, _projection, Fulfilment, Clock);
        CourierCallbacks = new CourierCallbackIntake(CourierSources, Waybills, Orders, waker, _projection, Clock);
        Entries = new ShipmentEntry(Orders, waker, _projection, Fulfilment, Clock);
    }

    public FakeTimeProvider Clock { get; } = TestClock.Standing();

    public MemoryOrders Orders { get; } = new();

    public MemoryMeters Meters { get; } = new();

    public PromiseMetrics Metrics { get; }

    public MemoryStoreAccounts StoreAccounts { get; } = new();

    public MemoryPurchasingAccounts PurchasingAccounts { get; } = new();

    public MemoryForwarderAccounts ForwarderAccounts { get; } = new();

    public MemoryMappings Mappings { get; } = new();

    public MemoryQueues Queues { get; } = new();

    public MemoryDeliveries Deliveries { get; } = new();

    public MemorySubmittedOrders Submitted { get; } = new();

    public MemoryWorkflows Workflows { get; } = new();

    public MemoryMailer Mailer { get; } = new();

    public MemoryWaitingMails Waiting { get; } = new();

    public MemoryForwarderNotes ForwarderNotes { get; } = new();

    public FakeWarehouse Warehouse { get; } = new();

    public MemoryUntoldPurchases Untold { get; } = new();

    public EventDelivery Events => new(Untold, Orders, Warehouse, Alerts, Clock);

    public LabelDelivery Labels =>
        new(
            ForwarderNotes,
            Orders,
            ForwarderKind,
            ForwarderAccounts,
            new LabelReader(StoreAccounts, Store),
            new LabelReports(new ForwarderLinks(Options, Clock), new MailCollecting(Alerts, Options, Clock), Alerts),
            Clock
        );

    public CollectedMails Collected { get; private set; }

    public MemorySecrets Secrets { get; } = new();

    public MemoryLedger Ledger { get; } = new();

    public MemorySupplierCases Suppliers { get; } = new();

    public MemoryAdoptedOrders Adopted { get; } = new();

    public HandPlacement Placements { get; private set; }

    public HandPayment Payments => new(Orders, Sync, Clock);

    public MemoryStopSwitch Switch { get; } = new();

    public StopSwitchService Stop { get; }

    public MoneyRelease Release { get; }

    public IFulfilmentWaker Waker { get; }

    public MemoryAlertRows AlertRows { get; } = new();

    public AlertService Alerts { get; }

    public MemoryOutages OutageRows { get; } = new();

    public MemoryReconciliations Comparisons { get; } = new();

    public MemoryFailedMessages FailedMessages { get; } = new();

    public FakeStore Store { get; }

    public FakeMarket Market { get; }

    public FakeForwarder ForwarderKind { get; } = new();

    public ForwarderCallbackIntake Callbacks { get; }

    /// <summary>The tracking services that are set up; none at first.</summary>
    public List<ICourierTracking> Couriers { get; } = [];

    public MemoryWaybills Waybills { get; } = new();

    public CourierCallbackIntake CourierCallbacks { get; }

    private CourierSources CourierSources => new(Couriers, ForwarderAccounts, Outages, Alerts, Options);

    public ShipmentEntry Entries { get; }

    public PullOptions Pulling { get; } = new();

    public PurchasingOptions Purchasing { get; } = new();

    /// <summary>By when the store wants the orders shipped that are made from now on.</summary>
    public DateTimeOffset? ShipBy { get; set; }

    /// <summary>Whether the platform makes the labels of the orders that are made from now on.</summary>
    public bool HasPlatformLabel { get; set; }

    public FulfilmentOptions Fulfilment { get; } = new();

    public ApprovalOptions Options { get; } =
        new()
        {
            Approvers =
            [
                new Approver("li", "Li Wei", "li@example.com", Language.Chinese),
                new Approver("ann", "Ann", "ann@example.com", Language.English),
            ],
            PublicAddress = new Uri("https://dropship.example/"),
            SigningKeys = [new SigningKey("k1", new byte[32])],
            CollectFor = TimeSpan.Zero,
            Rates = new ExchangeRates
            {
                YuanPerUnit = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["USD"] = 7m },
                Of = new DateOnly(2026, 1, 31),
            },
        };

    public MemoryAccountEvents AccountEvents { get; } = new();

    public MemoryFetchedRates FetchedRates { get; } = new();

    public IReadOnlyList<IRateSource> RateSources { get; set; } = [new RatePublisher("bank")];

    public CurrentRates Rates => new(Options.Rates, RateSources, FetchedRates);

    public ApprovalLinks Links { get; }

    public CircuitBreaker Outages { get; }

    public OrderIntake Intake { get; }

    public StorePull Pull { get; }

    public StoreWebhookIntake Webhooks { get; }

    public OrderMapper Mapper { get; }

    public PurchasePlacer Purchases { get; private set; }

    public SupplierSync Sync { get; }

    public SupplierNotifications Notifications { get; }

    public SupplierSweep Sweep { get; }

    public PullScheduler Scheduler { get; }

    public SingleOrderPull SinglePull { get; }

    public ApprovalService Approvals { get; }

    public Cashier Cashier { get; }

    public FulfilmentRunner Runner => new(Orders, _handlers, _projection, Queues, Options, Fulfilment, Clock);

    public OperatorCommands Commands { get; }

    public ShipmentCommands Shipments { get; }

    public ReconciliationStart ReconciliationStart { get; }

    public Reconciliation Reconciliation { get; }

    public FailedMessageService Failures { get; }

    public AccountVerification Verification =>
        new(StoreAccounts, Store, PurchasingAccounts, ForwarderAccounts, Market, Secrets, AccountChanges);

    public AccountChanges AccountChanges => new(StoreAccounts, PurchasingAccounts, AccountEvents, Alerts, Clock);

    public AlertConsistencyCheck OrderAlerts { get; }

    public ShipByWatch Deadlines { get; }

    public static ShipTo Forwarder { get; } =
        new()
        {
            FullName = "集货仓",
            Mobile = "13800000199",
            Country = "CN",
            Province = "广东省",
            City = "深圳市",
            Line1 = "洲石路100号",
        };

    public static ForwarderAccount ForwarderAccount { get; } =
        new()
        {
            Id = ForwarderId,
            DisplayName = "Forwarder One",
            Kind = FakeForwarder.Name,
            Warehouse = Forwarder,
        };

    public static StoreAccount StoreAccount { get; } =
        new()
        {
            Id = Account,
            Platform = "fake",
            DisplayName = "Shop One",
            Endpoint = new Uri("https://shop.example"),
            Currency = "USD",
            PurchasingAccountId = PurchasingAccountId,
            ForwarderId = ForwarderId,
        };

    public static PurchasingAccount PurchasingAccount { get; } =
        new()
        {
            Id = PurchasingAccountId,
            DisplayName = "Purchasing One",
            Endpoint = new Uri("https://market.example"),
            AppKey = "1000000",
        };

    public static ShipTo Address { get; } =
        new()
        {
            FullName = "Trần Thị Hồng",
            Phone = "+84 912 345 678",
            Country = "HK",
            Province = "Hà Nội",
            City = "Hà Nội",
            Line1 = "12 Phố Huế",
        };

    /// <summary>An address that goods go to through the forwarder.</summary>
    public static ShipTo Abroad { get; } = Address with { Country = "VN" };

    public static StoreOrder Order(string id, params (string LineId, string? Sku, int Quantity)[] lines) =>
        new()
        {
            StoreOrderId = id,
            Number = $"#{id}",
            CreatedAt = new DateTimeOffset(2026, 3, 1, 7, 59, 0, TimeSpan.Zero),
            UpdatedAt = new DateTimeOffset(2026, 3, 1, 7, 59, 30, TimeSpan.Zero),
            Payment = StorePaymentStatus.Paid,
            Fulfilment = StoreFulfilmentStatus.Unfulfilled,
            Total = new Money(5000, "USD"),
            ShipTo = Address,
            Lines =
            [
                .. lines.Select(line => new OrderLine
                {
                    LineId = line.LineId,
                    Sku = line.Sku,
                    Title = $"Goods {line.LineId}",
                    Quantity = line.Quantity,
                    OpenQuantity = line.Quantity,
                    UnitPrice = new Money(1999, "USD"),
                }),
            ],
        };

    /// <summary>A store's delivery with these headers.</summary>
    public static WebhookRequest Delivery(IReadOnlyDictionary<string, string> headers) =>
        new(new Uri("https://dropship.example/api/webhooks"), headers, default);

    public Task MapAsync(string sku, params MappedItem[] items) =>
        Mapper.SaveMappingAsync(
            new SkuMapping
            {
                AccountId = Account,
                Sku = sku,
                Version = 0,
                Items = items,
            },
            CancellationToken.None
        );

    /// <summary>A purchase order that nothing but the test knows of.</summary>
    public static PurchaseOrder Purchase(PurchaseOrderState state) =>
        new()
        {
            Key = PurchaseOrderKey.Create(new OrderKey("shop", "1"), "s", "a", PurchasePurpose.Sale, 1),
            State = state,
            StateSince = default,
            CreatedAt = default,
            PurchasingAccountId = "b",
            SupplierId = "s",
            Route = PurchaseRoute.Direct,
            ShipToDigest = "a",
            Lines = [],
        };

    public static MappedItem Item(string supplier, string offer, string? spec = null, int quantity = 1) =>
        new()
        {
            SupplierId = supplier,
            OfferId = offer,
            SpecId = spec,
            Quantity = quantity,
        };

    /// <summary>Pulls the store and plays all queues until nothing is left that may run now.</summary>
    public async Task RunAsync()
    {
        await Pull.PullAsync(Account, CancellationToken.None);
        await DrainAsync();
    }

    public async Task DrainAsync()
    {
        for (var moved = true; moved;)
        {
            moved = false;
            while (Queues.StoreChanges.TryDequeue(out var change))
            {
                moved = true;
                await SinglePull.ReadAsync(change, Mapper.AtOnce(isRedelivery: false), CancellationToken.None);
            }

            while (Queues.Orders.TryDequeue(out var order))
            {
                moved = true;
                await Mapper.ReviewAsync(order, isRedelivery: false, CancellationToken.None);
            }

            for (var count = Queues.PurchaseOrders.Count; count > 0; count--)
            {
                var message = Queues.PurchaseOrders.Dequeue();
                if (message.Call.NotBefore > Clock.GetUtcNow())
                {
                    Queues.PurchaseOrders.Enqueue(message);
                    continue;
                }

                moved = true;
                await Purchases.PlaceAsync(message.Key, CancellationToken.None);
            }

            while (Queues.SupplierChanges.TryDequeue(out var change))
            {
                moved = true;
                await Sync.ReadAgainAsync(change, isRedelivery: false, CancellationToken.None);
            }
        }
    }

    /// <summary>Compares all accounts with the ledger, portion by portion, and plays what follows from it.</summary>
    public async Task<IReadOnlyDictionary<ReconciledCounterparty, ReconciliationRun>> ReconcileAsync()
    {
        await ReconciliationStart.StartAsync(CancellationToken.None);
        while (Comparisons.Turns.TryDequeue(out var turn))
        {
            await Reconciliation.ContinueAsync(turn.Turn, CancellationToken.None);
        }

        await DrainAsync();
        return Comparisons.Records.Where(record => record.Last is not null).ToDictionary(record => record.Side, record => record.Last!);
    }

    /// <summary>Sets the guards as a restart with other settings does.</summary>
    [MemberNotNull(nameof(Purchases), nameof(Placements), nameof(Collected), nameof(_handlers))]
    public void Guard(GuardOptions options)
    {
        var guards = new PurchaseGuards(options, Rates, new SupplierRecords(Suppliers, options, Clock), Clock);
        var budget = new SpendBudget(Ledger, options, Clock);
        var gate = new PlacementGate(
            StoreAccounts,
            new PurchaseRequests(PurchasingAccounts, ForwarderAccounts),
            Market,
            guards,
            budget,
            Switch,
            Clock
        );
        var edits = new PlacementEdits(Orders, Purchasing, Clock);
        var queue = new PlacementQueue(Queues, Purchasing, Clock);
        var handOver = new PlacementHandOver(queue, Queues, Workflows, _projection);
        Placements = new HandPlacement(
            Orders,
            new HandPlacementCheck(PurchasingAccounts, StoreAccounts, Market, guards),
            Adopted,
            budget,
            handOver,
            Clock
        );
        Purchases = new PurchasePlacer(
            Orders,
            PurchasingAccounts,
            new OrderCreation(Orders, Market, gate, Outages, edits, queue, _health),
            new PlacementLookup(Market, Outages, edits, Purchasing, Clock),
            edits,
            handOver
        );
        var facts = new ApproverFacts(StoreAccounts, Switch, Rates);
        var mails = new ApproverMails(new PlainNotices(), Mailer, Links, Options);
        var requests = new ApproverRequests(Waiting, facts, mails, Orders, Options, Clock);
        Collected = new CollectedMails(Waiting, Orders, facts, mails, Switch, Options, Clock);
        var reader = new SupplierOrderReader(Orders, PurchasingAccounts, Market, Clock);
        var refresher = new StoreOrderRefresher(StoreAccounts, Store, Orders, Intake, _reviewer, Mapper);
        var payments = new PaymentGate(StoreAccounts, PurchasingAccounts, guards, Switch);
        var cashier = new CashierPayment(requests, Orders, Market, Clock);
        var agreement = new AgreementPayment(reader, payments, Orders, Market, Queues, Clock);
        var confirmation = new TrackingConfirmation(Orders, _recentStoreOrders, Clock);
        _handlers =
        [
            new RequestApproval(reader, requests, new SecondApprovers(StoreAccounts, Options), Orders, Options, Clock),
            new RemindApprovers(requests, Orders, Options, Clock),
            new ExpireApproval(Orders, Options, Clock),
            new PayPurchaseOrder(refresher, reader, payments, cashier, agreement, Orders, Clock),
            new SettlePayment(reader, Orders, Clock),
            new WarnOfPayment(reader),
            new FollowParcels(
                Orders,
                new SharedWaybills(Orders, Waybills, new FulfilmentWaker(Workflows, Options, Fulfilment, Clock), _projection, Clock),
                CourierSources,
                Fulfilment,
                Clock
            ),
            new WatchShipment(
                Orders,
                new PickupCheck(Orders, PurchasingAccounts, Market, CourierSources, Fulfilment, Clock),
                Fulfilment,
                Clock
            ),
            new PushTracking(StoreAccounts, Store, confirmation, Orders, ForwarderNotes, Fulfilment, Clock),
            new ConfirmTracking(StoreAccounts, Store, confirmation),
            new AnnounceToForwarder(ForwarderAccounts, ForwarderKind, Orders, Fulfilment, Clock),
            new AskForwarder(ForwarderAccounts, ForwarderKind, Orders, Fulfilment, Clock),
            new RecallFromForwarder(ForwarderAccounts, ForwarderKind, Orders, Clock),
            new CancelPurchaseOrder(reader, Orders, PurchasingAccounts, Market, Clock),
            new DemandRefund(Orders, Clock),
        ];
    }

    public async Task<Order> ReadAsync(string id) =>
        await Orders.LoadAsync(new OrderKey(Account, id), CancellationToken.None)
        ?? throw new InvalidOperationException($"There is no order {id}.");

    public async Task<PurchaseOrder> PurchaseAsync(string id) => (await ReadAsync(id)).PurchaseOrders.Single();

    /// <summary>Plays the orchestration of a purchase order until it waits; gives what it waits for.</summary>
    public Task<NextStep> PlayAsync(PurchaseOrderKey key) => Runner.RunAsync(key, CancellationToken.None);

    /// <summary>Takes one step, whatever is due.</summary>
    public async Task TakeAsync(FulfilmentStep step, PurchaseOrderKey key) =>
        await _handlers
            .Single(handler => handler.Step == step)
            .RunAsync(await Orders.RequireAsync(key.Order, CancellationToken.None), key, CancellationToken.None);

    /// <summary>Has something happen at each point of the way: before and after each call outside, each load and each save of an
    /// order.</summary>
    public void AtEachPoint(Action act) => Orders.OnEdge = Market.OnEdge = Store.OnEdge = act;

    public string TicketOf(PurchaseOrder purchase, string approver = "li") => Links.Issue(purchase.Key, purchase.Approval!, approver);

    public Task<ApprovalVisit> DecideAsync(PurchaseOrder purchase, bool approve, string approver = "li") =>
        DecideAsync(purchase, approve ? ApprovalDecision.Approve : ApprovalDecision.Reject, approver);

    public Task<ApprovalVisit> DecideAsync(PurchaseOrder purchase, ApprovalDecision decision, string approver = "li")
    {
        var ticket = TicketOf(purchase, approver);
        return Approvals.DecideAsync(purchase.Key.Value, ticket, Links.IssueNonce(ticket), decision, "no", CancellationToken.None);
    }

    /// <summary>An order of one line that is placed and asked for.</summary>
    public async Task<PurchaseOrder> AskedAsync(string id = "1001", int quantity = 2, ShipTo? shipTo = null)
    {
        await MapAsync("SKU-A", Item("supplier-1", "610000000001", "spec-1"));
        Store.Orders[id] = Order(id, ("L1", "SKU-A", quantity)) with
        {
            ShipBy = ShipBy,
            ShipTo = shipTo ?? Address,
            HasPlatformLabel = HasPlatformLabel,
        };
        await RunAsync();
        var key = (await PurchaseAsync(id)).Key;
        await PlayAsync(key);
        return await PurchaseAsync(id);
    }

    /// <summary>Has an order asked for, approved and paid at the market.</summary>
    public async Task<PurchaseOrder> PaidAsync(bool takeNews = true)
    {
        var purchase = await AskedAsync();
        await DecideAsync(purchase, approve: true);
        await PlayAsync(purchase.Key);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Market.Pay(Market.Single.OrderId);
        if (takeNews)
        {
            await NewsAsync(Market.Single.OrderId);
        }

        Clock.Advance(TimeSpan.FromMinutes(1));
        return purchase;
    }

    /// <summary>Has the market's one order shipped in one parcel, and the news of it taken in.</summary>
    public async Task ShipAsync(string? number)
    {
        Market.Ship(Market.Single.OrderId, number);
        await NewsAsync(Market.Single.OrderId);
    }

    /// <summary>Has the market's news taken in.</summary>
    public async Task NewsAsync(string supplierOrderId)
    {
        await Sync.ReadAgainAsync(new SupplierChange(PurchasingAccountId, supplierOrderId), isRedelivery: false, CancellationToken.None);
    }
}
