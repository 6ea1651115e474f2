using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dropship.Storage.Tests.Support;

/// <summary>One instance of the app's storage, and views of what really lies in tables and queues. Two of them are two instances of the
/// app.</summary>
internal sealed class StorageBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public StorageBench(string connectionString, string bus, TimeProvider time)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [StorageServiceCollectionExtensions.StorageConnection] = connectionString,
                    [StorageServiceCollectionExtensions.ServiceBusConnection] = bus,
                }
            )
            .Build();
        var options = new ApprovalOptions
        {
            Approvers = [],
            PublicAddress = new Uri("http://localhost/"),
            SigningKeys = [],
            CollectAlertsFor = TimeSpan.Zero,
        };
        _services = new ServiceCollection()
            .AddSingleton(time)
            .AddMetrics()
            .AddSingleton<PromiseMetrics>()
            .AddSingleton(options)
            .AddSingleton(new TeamOptions())
            .AddSingleton<IAlerts, AlertService>()
            .AddSingleton<IEventSink, NoWarehouse>()
            .AddSingleton<EventNoting>()
            .AddSingleton<OrderProjection>()
            .AddDropshipStorage(configuration)
            .BuildServiceProvider();
        RawQueues = new QueueServiceClient(connectionString);
    }

    public IOrders Orders => _services.GetRequiredService<IOrders>();

    public IStoreAccounts Stores => _services.GetRequiredService<IStoreAccounts>();

    public IPurchasingAccounts Buyers => _services.GetRequiredService<IPurchasingAccounts>();

    public ISkuMappings Mappings => _services.GetRequiredService<ISkuMappings>();

    public IAlerts Alerts => _services.GetRequiredService<IAlerts>();

    public IAlertRows AlertRows => _services.GetRequiredService<IAlertRows>();

    public IWaitingMails WaitingMails => _services.GetRequiredService<IWaitingMails>();

    public IUntoldPurchases UntoldPurchases => _services.GetRequiredService<IUntoldPurchases>();

    public IForwarderNotes ForwarderNotes => _services.GetRequiredService<IForwarderNotes>();

    public IWaybills Waybills => _services.GetRequiredService<IWaybills>();

    public IAccountEvents AccountEvents => _services.GetRequiredService<IAccountEvents>();

    public IFetchedRates FetchedRates => _services.GetRequiredService<IFetchedRates>();

    public ISupplierCases SupplierCases => _services.GetRequiredService<ISupplierCases>();

    public IAdoptedOrders AdoptedOrders => _services.GetRequiredService<IAdoptedOrders>();

    public IDigests Digests => _services.GetRequiredService<IDigests>();

    public IWebhookDeliveries Deliveries => _services.GetRequiredService<IWebhookDeliveries>();

    public ISubmittedOrders Submitted => _services.GetRequiredService<ISubmittedOrders>();

    public IAllOrders AllOrders => _services.GetRequiredService<IAllOrders>();

    public IFailedMessages FailedMessages => _services.GetRequiredService<IFailedMessages>();

    public IReconciliations Reconciliations => _services.GetRequiredService<IReconciliations>();

    public IOutages Outages => _services.GetRequiredService<IOutages>();

    public IRateShares RateShares => _services.GetRequiredService<IRateShares>();

    public ISpendLedger Ledger => _services.GetRequiredService<ISpendLedger>();

    public IStopSwitch StopSwitch => _services.GetRequiredService<IStopSwitch>();

    public IWorkQueues Queues => _services.GetRequiredService<IWorkQueues>();

    public OrderProjection Projection => _services.GetRequiredService<OrderProjection>();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public TableServiceClient Tables => _services.GetRequiredService<TableServiceClient>();

    public ServiceBusClient Bus => _services.GetRequiredService<ServiceBusClient>();

    /// <summary>Queues without any decoding: bodies as they travel.</summary>
    public QueueServiceClient RawQueues { get; }

    /// <summary>What the app does at its start.</summary>
    public async Task SetUpAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public ValueTask<List<TableEntity>> RowsAsync(string table, string? filter = null) =>
        Tables.GetTableClient(table).QueryAsync<TableEntity>(filter).ToListAsync();

    public ValueTask<List<TableEntity>> PartitionAsync(string table, string partition) =>
        RowsAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {partition}"));

    /// <summary>The rows of one order: the order itself, and the pages of its history.</summary>
    public ValueTask<List<TableEntity>> OrderRowsAsync(OrderKey key) => PartitionAsync("Orders", key.ToString());

    /// <summary>All rows of all tables.</summary>
    public async Task<List<(string Table, TableEntity Row)>> AllRowsAsync()
    {
        var rows = new List<(string, TableEntity)>();
        await foreach (var table in Tables.QueryAsync())
        {
            rows.AddRange((await RowsAsync(table.Name)).Select(row => (table.Name, row)));
        }

        return rows;
    }

    /// <summary>Takes all messages that can be seen now out of a queue; their bodies as they travelled.</summary>
    public async Task<List<string>> TakeAsync(string queue)
    {
        var client = RawQueues.GetQueueClient(queue);
        var bodies = new List<string>();
        while ((await client.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                bodies.Add(message.MessageText);
                await client.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return bodies;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
