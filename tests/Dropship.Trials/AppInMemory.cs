using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core;
using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Ingest;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Core.Upkeep;
using Dropship.Functions;
using Dropship.Functions.Settings;
using Dropship.TestKit;
using Dropship.TestKit.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Trials;

/// <summary>The app in this process: its own code and connectors, with the storage in memory.</summary>
internal sealed class AppInMemory : IAsyncDisposable
{
    public const string StoreId = "demo-store";
    public const string PurchasingId = "demo-1688";
    public const string StoreSecret = "sandbox-shopify-secret";
    public const string MarketSecret = "sandbox-1688-secret";
    public const string CourierSecret = "courier-secret";

    private readonly ServiceProvider _services;
    private readonly Uri _address;

    /// <param name="address">Where the stores, 1688 and the forwarder are.</param>
    /// <param name="time">The clock of the app.</param>
    public AppInMemory(Uri address, TimeProvider time)
    {
        _address = address;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(AppSettings.Minimal("Trials"), StringComparer.Ordinal)
                {
                    ["Dropship:Couriers:0:Id"] = "kuaidi",
                    ["Dropship:Couriers:0:Kind"] = "Kuaidi100",
                    ["Dropship:Couriers:0:Key"] = "key",
                    ["Dropship:Couriers:0:Customer"] = "customer",
                    ["Dropship:Couriers:0:Secret"] = CourierSecret,
                    ["Dropship:Couriers:0:Address"] = new Uri(address, "couriers/kuaidi100").AbsoluteUri,
                    ["Dropship:Couriers:1:Id"] = "seventeen",
                    ["Dropship:Couriers:1:Kind"] = "SeventeenTrack",
                    ["Dropship:Couriers:1:Key"] = CourierSecret,
                    ["Dropship:Couriers:1:Address"] = new Uri(address, "couriers/17track").AbsoluteUri,
                    ["Dropship:Couriers:2:Id"] = "aftership",
                    ["Dropship:Couriers:2:Kind"] = "AfterShip",
                    ["Dropship:Couriers:2:Key"] = "key",
                    ["Dropship:Couriers:2:Secret"] = CourierSecret,
                    ["Dropship:Couriers:2:Address"] = new Uri(address, "couriers/aftership").AbsoluteUri,
                    ["Dropship:FirstRetryAfter"] = "00:00:00.001",
                    ["Dropship:Outages:FirstPause"] = "00:00:01",
                    ["Dropship:Outages:LongestPause"] = "00:00:01",
                    ["Dropship:Approvals:CollectFor"] = "00:00:00",
                }
            )
            .Build();
        var settings = DropshipSettings.Read(configuration);
        if (settings.Problems.Count > 0)
        {
            throw new InvalidOperationException(settings.Report());
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDropship(configuration, settings);

        // A port that is forgotten here must not reach out of the process.
        services.RemoveAll<TableServiceClient>().RemoveAll<QueueServiceClient>().RemoveAll<ServiceBusClient>();
        services.AddSingleton<IOrders>(Orders);
        services.AddSingleton<IAllOrders>(Orders);
        services.AddSingleton<IStoreAccounts>(StoreAccounts);
        services.AddSingleton<IPurchasingAccounts>(PurchasingAccounts);
        services.AddSingleton<IForwarderAccounts>(ForwarderAccounts);
        services.AddSingleton<ISkuMappings>(Mappings);
        services.AddSingleton<IWorkQueues>(Queues);
        services.AddSingleton(time);
        services.AddSingleton<IAlertRows>(Alerts);
        services.AddSingleton<IWebhookDeliveries, MemoryDeliveries>();
        services.AddSingleton<IWaybills, MemoryWaybills>();
        services.AddSingleton<ISubmittedOrders, MemorySubmittedOrders>();
        services.AddSingleton<IWorkflows>(Workflows);
        services.AddSingleton<ISecretStore>(Secrets);
        services.AddSingleton<IMailer, MemoryMailer>();
        services.AddSingleton<IOutages, MemoryOutages>();
        services.AddSingleton<IFetchedRates, MemoryFetchedRates>();
        services.AddSingleton<IAccountEvents, MemoryAccountEvents>();
        services.AddSingleton<IReconciliations, MemoryReconciliations>();
        services.AddSingleton<IFailedMessages, MemoryFailedMessages>();
        services.AddSingleton<IWaitingMails, MemoryWaitingMails>();
        services.AddSingleton<IForwarderNotes, MemoryForwarderNotes>();
        services.AddSingleton<IUntoldPurchases, MemoryUntoldPurchases>();
        services.AddSingleton<ISpendLedger, MemoryLedger>();
        services.AddSingleton<ISupplierCases, MemorySupplierCases>();
        services.AddSingleton<IAdoptedOrders, MemoryAdoptedOrders>();
        services.AddSingleton<IStopSwitch, MemoryStopSwitch>();
        services.AddSingleton<IRateShares, AmpleShare>();
        _services = services.BuildServiceProvider();
    }

    public MemoryAlertRows Alerts { get; } = new();

    public MemoryOrders Orders { get; } = new();

    public MemoryStoreAccounts StoreAccounts { get; } = new();

    public MemoryPurchasingAccounts PurchasingAccounts { get; } = new();

    public MemoryForwarderAccounts ForwarderAccounts { get; } = new();

    public MemoryMappings Mappings { get; } = new();

    public MemoryQueues Queues { get; } = new();

    public MemoryWorkflows Workflows { get; } = new();

    public MemorySecrets Secrets { get; } = new();

    public StoreAccount Store =>
        new()
        {
            Id = StoreId,
            Platform = "shopify",
            DisplayName = "Sandbox store",
            Endpoint = new Uri(_address, "shopify/demo-store"),
            Currency = "USD",
            PurchasingAccountId = PurchasingId,
            ForwarderId = Forwarder.Id,
        };

    public static ForwarderAccount Forwarder { get; } =
        new()
        {
            Id = "forwarder-one",
            DisplayName = "Forwarder One",
            Kind = "manual",
            Warehouse = new ShipTo
            {
                FullName = "集货仓 DS-01",
                Mobile = "13800000199",
                Country = "CN",
                Province = "广东省",
                City = "深圳市",
                Line1 = "航城街道洲石路100号",
                PostCode = "518000",
            },
        };

    public PurchasingAccount Purchasing =>
        new()
        {
            Id = PurchasingId,
            DisplayName = "Sandbox account",
            Endpoint = new Uri(_address, "1688"),
            AppKey = "1000001",
            MemberId = "b2b-2208800000001",
            CallsPerSecond = 1000,
        };

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public object Make(Type type) => ActivatorUtilities.CreateInstance(_services, type);

    /// <summary>Sets accounts, secrets, mappings and the stop switch as they are meant to be, whatever was made of them.</summary>
    public async Task SetUpAsync(IReadOnlyList<SkuMapping> mappings, CancellationToken cancellationToken)
    {
        await ForwarderAccounts.SaveAsync(Forwarder, cancellationToken);
        await StoreAccounts.SaveAsync(Store, cancellationToken);
        await PurchasingAccounts.SaveAsync(Purchasing, cancellationToken);
        Secrets.Values["store-demo-store"] = JsonSerializer.Serialize(new { accessToken = "shpat_sandbox", clientSecret = StoreSecret });
        Secrets.Values["purchasing-demo-1688"] = JsonSerializer.Serialize(
            new
            {
                appSecret = MarketSecret,
                accessToken = "sandbox-access-main",
                refreshToken = "sandbox-refresh-main",
            }
        );
        foreach (var mapping in mappings)
        {
            await Mappings.SaveAsync(mapping, cancellationToken);
        }

        if ((await Get<IStopSwitch>().LoadAsync(cancellationToken)).IsStopped)
        {
            await Get<StopSwitchService>().LiftAsync("Ann", "the run goes on", cancellationToken);
        }
    }

    /// <summary>A mapping for each product of the sandbox.</summary>
    public static async Task<IReadOnlyList<SkuMapping>> ReadMappingsAsync(HttpClient sandbox, CancellationToken cancellationToken)
    {
        var catalogue = JsonNode.Parse(await sandbox.GetStringAsync("control/catalog", cancellationToken))!;
        return
        [
            .. catalogue["products"]!
                .AsArray()
                .Select(product => new SkuMapping
                {
                    AccountId = StoreId,
                    Sku = product!["sku"]!.GetValue<string>(),
                    Version = 0,
                    Items =
                    [
                        .. product["parts"]!
                            .AsArray()
                            .Select(part => new MappedItem
                            {
                                SupplierId = part!["supplierId"]!.GetValue<string>(),
                                OfferId = part["offerId"]!.GetValue<string>(),
                                SpecId = part["specId"]?.GetValue<string>(),
                                Quantity = part["quantity"]!.GetValue<int>(),
                            }),
                    ],
                }),
        ];
    }

    /// <summary>Mails the alerts that wait for it.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        while (Queues.Alerts.TryDequeue(out var key))
        {
            await Get<AlertMails>().SendAsync(key, cancellationToken);
        }
    }

    /// <summary>Takes what waits in the queues, as the functions behind them do, up to so many messages.</summary>
    public async Task DrainAsync(int most, CancellationToken cancellationToken)
    {
        for (var count = 0; count < most; count++)
        {
            if (Queues.StoreChanges.TryDequeue(out var change))
            {
                await Get<SingleOrderPull>().ReadAsync(change, Get<OrderMapper>().AtOnce(isRedelivery: false), cancellationToken);
            }
            else if (Queues.Orders.TryDequeue(out var order))
            {
                await Get<OrderMapper>().ReviewAsync(order, isRedelivery: false, cancellationToken);
            }
            else if (Queues.PurchaseOrders.TryDequeue(out var call))
            {
                await Get<PurchasePlacer>().PlaceAsync(call.Key, cancellationToken);
            }
            else if (Queues.SupplierChanges.TryDequeue(out var news))
            {
                await Get<SupplierSync>().ReadAgainAsync(news, isRedelivery: false, cancellationToken);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Takes the placed purchase orders of an order on, as their orchestrations do.</summary>
    public async Task FollowAsync(OrderKey key, CancellationToken cancellationToken)
    {
        foreach (var purchase in Orders.Find(key)?.PurchaseOrders ?? [])
        {
            if (purchase.SupplierOrders.Count > 0 && !PurchaseOrderTransitions.IsFinal(purchase.State))
            {
                await Get<FulfilmentRunner>().RunAsync(purchase.Key, cancellationToken);
            }
        }
    }

    /// <summary>Whether the stored orders are whole: each history is unbroken.</summary>
    public async Task<string?> FindBrokenAsync(CancellationToken cancellationToken)
    {
        foreach (var key in Orders.Shown.Keys)
        {
            if (await Get<AuditVerifier>().VerifyAsync(key, cancellationToken) is { Break: { } broken })
            {
                return string.Create(CultureInfo.InvariantCulture, $"{key}: {broken}");
            }
        }

        return null;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
