using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Ingest;
using Dropship.Core.Operations;
using Dropship.Core.Planning;
using Dropship.Core.Purchasing;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Fulfilment.Approvals;
using Dropship.Functions.Ingest;
using Dropship.Functions.Operations;
using Dropship.Functions.Planning;
using Dropship.Functions.Purchasing;
using Dropship.Functions.Upkeep;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Simulation.Engine;

/// <summary>One instance of the app: the real classes, put together by the app's own wiring over the run's ports, with a clock of its
/// own.</summary>
internal sealed class Host
{
    private readonly IServiceCollection _registered;
    private readonly Dictionary<Type, object> _made = [];
    private ServiceProvider _services;

    public Host(string name, HostClock clock, IServiceCollection services)
    {
        Name = name;
        Clock = clock;
        _registered = services;
        _services = services.BuildServiceProvider();
    }

    public string Name { get; }

    public HostClock Clock { get; }

    /// <summary>What runs on it now, in order of the start.</summary>
    public List<Activity> Running { get; } = [];

    public PullStoresFunction PullStores => Get<PullStoresFunction>();

    public PullStoreFunction PullStore => Get<PullStoreFunction>();

    public StoreChangeFunction StoreChange => Get<StoreChangeFunction>();

    public MapOrderFunction MapOrder => Get<MapOrderFunction>();

    public PlacePurchaseOrderFunction PlacePurchaseOrder => Get<PlacePurchaseOrderFunction>();

    public SupplierChangeFunction SupplierChange => Get<SupplierChangeFunction>();

    public SweepSuppliersFunction SweepSuppliers => Get<SweepSuppliersFunction>();

    public SendApproverMailsFunction ApproverMails => Get<SendApproverMailsFunction>();

    public ReviveFulfilmentsFunction ReviveFulfilments => Get<ReviveFulfilmentsFunction>();

    public AlertFunctions Alerts => Get<AlertFunctions>();

    public DeadPurchaseOrderFunction DeadPurchaseOrder => Get<DeadPurchaseOrderFunction>();

    public FailedMessageService FailedMessages => Get<FailedMessageService>();

    public WatchHeartbeatsFunction Heartbeats => Get<WatchHeartbeatsFunction>();

    public ReconciliationFunctions Reconciliations => Get<ReconciliationFunctions>();

    public FailedMessageService Failures => Get<FailedMessageService>();

    public StopSwitchService Stop => Get<StopSwitchService>();

    public MoneyRelease Release => Get<MoneyRelease>();

    public FulfilmentActivities Activities => Get<FulfilmentActivities>();

    public StoreWebhookIntake Webhooks => Get<StoreWebhookIntake>();

    public ForwarderCallbackIntake Callbacks => Get<ForwarderCallbackIntake>();

    public CourierCallbackIntake CourierCallbacks => Get<CourierCallbackIntake>();

    public SupplierNotifications Notifications => Get<SupplierNotifications>();

    public ApprovalService Approvals => Get<ApprovalService>();

    public Cashier Cashier => Get<Cashier>();

    public ApprovalLinks Links => Get<ApprovalLinks>();

    public OrderMapper Mapper => Get<OrderMapper>();

    public OperatorCommands Commands => Get<OperatorCommands>();

    public AccountVerification Verification => Get<AccountVerification>();

    /// <summary>Ends all that runs on it, at once; the one that is started in its place remembers nothing.</summary>
    public void Crash()
    {
        foreach (var activity in Running.ToList())
        {
            activity.Die();
        }

        _made.Clear();
        _services = _registered.BuildServiceProvider();
    }

    private T Get<T>()
        where T : notnull
    {
        // Asked a second time, the container would compile how it makes what it has made.
        if (!_made.TryGetValue(typeof(T), out var made))
        {
            _made[typeof(T)] = made = _services.GetRequiredService<T>();
        }

        return (T)made;
    }
}
