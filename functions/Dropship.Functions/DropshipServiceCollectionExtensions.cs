using Dropship.Connectors;
using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Cancellations;
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
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Operations;
using Dropship.Functions.Presentation;
using Dropship.Functions.Settings;
using Dropship.Functions.Telemetry;
using Dropship.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Functions;

/// <summary>Puts the app together: Core's stages over storage and connectors.</summary>
public static class DropshipServiceCollectionExtensions
{
    public static IServiceCollection AddDropship(this IServiceCollection services, IConfiguration configuration, DropshipSettings settings)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings.Approvals);
        services.AddSingleton(settings.Pull);
        services.AddSingleton(settings.Purchasing);
        services.AddSingleton(settings.Guards);
        services.AddSingleton(settings.Rates);
        services.AddSingleton(settings.Fulfilment);
        services.AddSingleton(settings.Outages);
        services.AddSingleton(settings.Heartbeats);
        services.AddSingleton(settings.Reconciliation);
        services.AddSingleton(settings.PersonalData);

        services.AddMetrics();
        services.AddSingleton<PromiseMetrics>();
        services.AddDropshipTelemetry(configuration);

        services.AddDropshipStorage(configuration);
        services.AddDropshipConnectors(options => configuration.GetSection(DropshipSettings.Section).Bind(options));

        services.AddSingleton<OrchestrationClient>();
        services.AddSingleton<IWorkflows>(provider => new DurableWorkflows(() =>
            provider.GetRequiredService<OrchestrationClient>().Current
        ));
        services.AddSingleton<OrderProjection>();
        services.AddSingleton<RecentChanges>();
        services.AddSingleton<RecentStoreOrders>();
        services.AddSingleton<FulfilmentWaker>();
        services.AddSingleton<IFulfilmentWaker>(provider => provider.GetRequiredService<FulfilmentWaker>());
        services.AddSingleton<OrderIntake>();
        services.AddSingleton<StorePull>();
        services.AddSingleton<PullScheduler>();
        services.AddSingleton<SingleOrderPull>();
        services.AddSingleton<StoreOrderReader>();
        services.AddSingleton<StoreChangeQueue>();
        services.AddSingleton<DeletedOrders>();
        services.AddSingleton<StoreAccountHealth>();
        services.AddSingleton<StoreWebhookIntake>();
        services.AddSingleton<StoreWishes>();
        services.AddSingleton<PersonalDataErasure>();
        services.AddSingleton<SkuMappingCheck>();
        services.AddSingleton<OrderMapper>();
        services.AddSingleton<PurchaseGuards>();
        services.AddSingleton<SpendBudget>();
        services.AddSingleton<StopSwitchService>();
        services.AddSingleton<PlacementGate>();
        services.AddSingleton<PaymentGate>();
        services.AddSingleton<PurchasePlacer>();
        services.AddSingleton<OrderCreation>();
        services.AddSingleton<PlacementLookup>();
        services.AddSingleton<PlacementEdits>();
        services.AddSingleton<PlacementQueue>();
        services.AddSingleton<PlacementHandOver>();
        services.AddSingleton<PurchasingAccountHealth>();
        services.AddSingleton<SupplierSync>();
        services.AddSingleton<SupplierNotifications>();
        services.AddSingleton<SupplierSweep>();
        services.AddSingleton<SupplierOrderLists>();
        services.AddSingleton<SupplierOrderFetch>();
        services.AddSingleton<SupplierOrderUpdate>();
        services.AddSingleton<SupplierChangeQueue>();
        services.AddSingleton<RecentSupplierOrders>();
        services.AddSingleton<ApprovalLinks>();
        services.AddSingleton<ApprovalTickets>();
        services.AddSingleton<ApprovalVisits>();
        services.AddSingleton<ApprovalService>();
        services.AddSingleton<OrderReviewer>();
        services.AddSingleton<StoreOrderRefresher>();
        services.AddSingleton<ApproverFacts>();
        services.AddSingleton<ApproverMails>();
        services.AddSingleton<ApproverRequests>();
        services.AddSingleton<CollectedMails>();
        services.AddSingleton<StepFailure>();
        services.AddSingleton<SupplierOrderReader>();
        services.AddSingleton<CashierPayment>();
        services.AddSingleton<AgreementPayment>();
        services.AddSingleton<Cashier>();
        services.AddSingleton<TrackingConfirmation>();
        services.AddSingleton<IStepHandler, RequestApproval>();
        services.AddSingleton<IStepHandler, RemindApprovers>();
        services.AddSingleton<IStepHandler, ExpireApproval>();
        services.AddSingleton<IStepHandler, PayPurchaseOrder>();
        services.AddSingleton<IStepHandler, SettlePayment>();
        services.AddSingleton<IStepHandler, WarnOfPayment>();
        services.AddSingleton<PickupCheck>();
        services.AddSingleton<IStepHandler, WatchShipment>();
        services.AddSingleton<IStepHandler, PushTracking>();
        services.AddSingleton<IStepHandler, ConfirmTracking>();
        services.AddSingleton<IStepHandler, CancelPurchaseOrder>();
        services.AddSingleton<IStepHandler, DemandRefund>();
        services.AddSingleton<FulfilmentRunner>();
        services.AddSingleton<OperatorCommands>();
        services.AddSingleton<ShipmentCommands>();
        services.AddSingleton<IAlerts, AlertService>();
        services.AddSingleton<OrderListLinks>();
        services.AddSingleton<AlertMails>();
        services.AddSingleton<AccountVerification>();
        services.AddSingleton<AccountRemoval>();
        services.AddSingleton<StoreConsent>();
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton<StalenessCheck>();
        services.AddSingleton<AlertConsistencyCheck>();
        services.AddSingleton<ShipByWatch>();
        services.AddSingleton<FailedMessageService>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<StalledOrderRecovery>();
        services.AddSingleton<StoreComparison>();
        services.AddSingleton<OrderRepair>();
        services.AddSingleton<MarketComparison>();
        services.AddSingleton<Reconciliation>();
        services.AddSingleton<ReconciliationStart>();
        services.AddSingleton<ReconciliationReport>();
        services.AddSingleton<PersonalDataRetention>();
        services.AddSingleton<StoreErasure>();
        services.AddSingleton<RecordRetention>();
        services.AddSingleton<WorkflowRetention>();
        services.AddSingleton<OrderLister>();
        services.AddSingleton<OrderFinder>();

        services.AddSingleton<Texts>();
        services.AddSingleton<Templates>();
        services.AddSingleton<INotices, Notices>();
        services.AddSingleton<OrderListPage>();
        services.AddSingleton<OrderPage>();
        return services;
    }
}
