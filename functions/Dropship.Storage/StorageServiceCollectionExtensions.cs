using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Storage.Accounts;
using Dropship.Storage.Fulfilment;
using Dropship.Storage.Ingest;
using Dropship.Storage.Operations;
using Dropship.Storage.Orders;
using Dropship.Storage.Planning;
using Dropship.Storage.Purchasing;
using Dropship.Storage.Queues;
using Dropship.Storage.Upkeep;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Storage;

/// <summary>Adds the tables and queues behind Core's ports.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>The connection of tables and queues; the same that the triggers use.</summary>
    public const string StorageConnection = "AzureWebJobsStorage";

    /// <summary>The connection of the Service Bus.</summary>
    public const string ServiceBusConnection = "ServiceBusConnection";

    /// <summary>Adds storage by the app's connections: a connection string, or the endpoints with an identity.</summary>
    public static IServiceCollection AddDropshipStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ =>
            configuration[StorageConnection] is { Length: > 0 } text
                ? new TableServiceClient(text)
                : new TableServiceClient(
                    Endpoint(configuration, "tableServiceUri", "table"),
                    CredentialOf(configuration, StorageConnection)
                )
        );
        // The triggers read base64; so does whoever writes beside them.
        services.AddSingleton(_ => QueuesOf(configuration, QueueMessageEncoding.Base64));
        services.AddSingleton(_ =>
            configuration[ServiceBusConnection] is { Length: > 0 } text
                ? new ServiceBusClient(text)
                : new ServiceBusClient(
                    configuration[$"{ServiceBusConnection}:fullyQualifiedNamespace"]
                        ?? throw Missing(ServiceBusConnection, "fullyQualifiedNamespace"),
                    CredentialOf(configuration, ServiceBusConnection)
                )
        );

        services.AddSingleton<TableOrders>();
        services.AddSingleton<RecentOrders>();
        services.AddSingleton<IOrders>(provider => new ObservedOrders(
            provider.GetRequiredService<TableOrders>(),
            provider.GetRequiredService<RecentOrders>(),
            provider.GetRequiredService<PromiseMetrics>()
        ));
        services.AddSingleton<IAllOrders>(provider => provider.GetRequiredService<TableOrders>());
        services.AddSingleton<IStoreAccounts, TableStoreAccounts>();
        services.AddSingleton<IPurchasingAccounts, TablePurchasingAccounts>();
        services.AddSingleton<IAccountEvents, TableAccountEvents>();
        services.AddSingleton<IForwarderAccounts, TableForwarderAccounts>();
        services.AddSingleton<ISkuMappings, TableSkuMappings>();
        services.AddSingleton<IAlertRows, TableAlertRows>();
        services.AddSingleton<IWaitingMails, TableWaitingMails>();
        services.AddSingleton<IForwarderNotes, TableForwarderNotes>();
        services.AddSingleton<IUntoldPurchases, TableUntoldPurchases>();
        services.AddSingleton<IDigests, TableDigests>();
        services.AddSingleton<IWebhookDeliveries, TableWebhookDeliveries>();
        services.AddSingleton<IWaybills, TableWaybills>();
        services.AddSingleton<ISubmittedOrders, TableSubmittedOrders>();
        services.AddSingleton<ISpendLedger, TableSpendLedger>();
        services.AddSingleton<ISupplierCases, TableSupplierCases>();
        services.AddSingleton<IAdoptedOrders, TableAdoptedOrders>();
        services.AddSingleton<IStopSwitch, TableStopSwitch>();
        services.AddSingleton<IWorkQueues, WorkQueues>();
        services.AddSingleton<IReconciliations, TableReconciliations>();
        services.AddSingleton<IFetchedRates, TableFetchedRates>();
        services.AddSingleton<IFailedMessages, TableFailedMessages>();
        services.AddSingleton<IPoisonQueues>(_ => new PoisonQueues(QueuesOf(configuration, QueueMessageEncoding.None)));
        services.AddSingleton<IOutages, TableOutages>();
        services.AddSingleton<IRateShares, TableRateShares>();
        services.AddHostedService<StorageSetup>();
        return services;
    }

    /// <summary>Whether a connection is configured, in either form.</summary>
    public static bool HasConnection(IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } || configuration.GetSection(name).GetChildren().Any();

    private static QueueServiceClient QueuesOf(IConfiguration configuration, QueueMessageEncoding encoding)
    {
        var options = new QueueClientOptions { MessageEncoding = encoding };
        return configuration[StorageConnection] is { Length: > 0 } text
            ? new QueueServiceClient(text, options)
            : new QueueServiceClient(
                Endpoint(configuration, "queueServiceUri", "queue"),
                CredentialOf(configuration, StorageConnection),
                options
            );
    }

    private static Uri Endpoint(IConfiguration configuration, string setting, string service)
    {
        var section = configuration.GetSection(StorageConnection);
        if (section[setting] is { Length: > 0 } uri)
        {
            return new Uri(uri);
        }

        return section["accountName"] is { Length: > 0 } account
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw Missing(StorageConnection, setting);
    }

    private static TokenCredential CredentialOf(IConfiguration configuration, string connection)
    {
        var clientId = configuration[$"{connection}:clientId"];
        return configuration[$"{connection}:credential"] == "managedidentity"
            ? new ManagedIdentityCredential(
                clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)
            )
            : new DefaultAzureCredential();
    }

    private static InvalidOperationException Missing(string connection, string setting) =>
        new(
            $"The connection '{connection}' is not configured: give a connection string in '{connection}', or '{connection}__{setting}' and an identity."
        );
}
