using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Dropship.Functions.Tests.Support;

/// <summary>The whole app in the real host on real storage; only the store, 1688 and the mail server are played. No timer runs by itself.</summary>
internal sealed class WholeApp : IAsyncDisposable
{
    private const string Never = "0 0 0 1 1 *";
    private const string Key = "the-function-key";

    private readonly RealHost _host;
    private readonly HttpClient _http;

    private WholeApp(RealHost host, ScriptedStore store)
    {
        _host = host;
        _http = new HttpClient { BaseAddress = host.Address };
        _http.DefaultRequestHeaders.Add("x-functions-key", Key);
        Store = store;
    }

    public ScriptedStore Store { get; }

    public T Get<T>()
        where T : notnull => _host.Get<T>();

    public TableClient Table(string name) => Get<TableServiceClient>().GetTableClient(name);

    /// <summary>The table in which an order lies, of those over which they are spread.</summary>
    public async Task<TableClient> OrderTableAsync(OrderKey key)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {key.ToString()}");
        await foreach (var table in Get<TableServiceClient>().QueryAsync())
        {
            if (table.Name.StartsWith("Orders", StringComparison.Ordinal) && await Table(table.Name).QueryAsync<TableEntity>(filter).AnyAsync())
            {
                return Table(table.Name);
            }
        }

        throw new InvalidOperationException($"There is nothing of {key}.");
    }

    public QueueClient Queue(string name) => Get<QueueServiceClient>().GetQueueClient(name);

    public ServiceBusClient Bus => Get<ServiceBusClient>();

    public static async Task<WholeApp> StartAsync(string storage)
    {
        // The Service Bus of this machine is kept in the storage account that the environment names.
        Environment.SetEnvironmentVariable("AzureWebJobsStorage", storage);
        var hostJson = JsonNode.Parse(SourceTree.Read("functions/Dropship.Functions/host.json"))!;
        hostJson["extensions"]!["queues"]!["visibilityTimeout"] = "00:00:00.100";
        hostJson["extensions"]!["queues"]!["maxPollingInterval"] = "00:00:00.200";
        hostJson["extensions"]!["serviceBus"]!["sessionIdleTimeout"] = "00:00:00.200";
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host.json"] = hostJson.ToJsonString(),
            ["servicebus.config.json"] = SourceTree.Read("functions/Dropship.Functions/servicebus.config.json"),
        };
        var functions = SourceTree.Functions.GetTypes().Where(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Any(method => method.IsDefined(typeof(FunctionAttribute)))).ToArray();
        var settings = GoodSettings.All();
        settings.Remove("ServiceBusConnection:fullyQualifiedNamespace");
        foreach (var schedule in settings.Keys.Where(name => name.EndsWith("Schedule", StringComparison.Ordinal)).ToList())
        {
            settings[schedule] = Never;
        }

        settings["ServiceBusConnection"] = $"Endpoint=sb://whole{Guid.NewGuid():N};SharedAccessKeyName=k;SharedAccessKey=k;UseDevelopmentEmulator=true";
        settings["FunctionKeys:default"] = Key;
        var store = new ScriptedStore();
        return new WholeApp(
            await RealHost.StartAsync(files, functions, storage, settings, builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.Services.AddDropship(builder.Configuration, DropshipSettings.Read(builder.Configuration));
                builder.Services.AddSingleton<IStorePlatforms>(store);
                builder.Services.AddSingleton(Substitute.For<ISupplierMarket>());
                builder.Services.AddSingleton(Substitute.For<IMailer>());
            }),
            store);
    }

    public async Task<JsonNode> GetJsonAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body ?? new { });

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>A store whose orders a test puts there.</summary>
    internal sealed class ScriptedStore : IStorePlatforms
    {
        private readonly IStorePlatform _platform = Substitute.For<IStorePlatform>();

        public ScriptedStore()
        {
            _platform.Name.Returns("scripted");
            _platform.Capabilities.Returns(new StoreCapabilities { PartialShipment = true, Webhooks = true, ShipByDeadline = false, EarlyPush = true, TrackingUpdate = true, ListingLag = TimeSpan.FromMinutes(1), PageSize = 50 });
            _platform.ListChangedOrdersAsync(default!, default, default, default, default).ReturnsForAnyArgs(call => Core.Calls.CallResult.Success(new StoreOrderPage(
                [.. Orders.Values.Where(order => order.UpdatedAt >= call.ArgAt<DateTimeOffset>(1) && order.UpdatedAt < call.ArgAt<DateTimeOffset>(2)).OrderBy(order => order.UpdatedAt).Select(Read)], null)));
            _platform.ReadOrderAsync(default!, default!, default).ReturnsForAnyArgs(call => Orders.TryGetValue(call.ArgAt<string>(1), out var order)
                ? Core.Calls.CallResult.Success(Read(order))
                : Core.Calls.CallResult.Refused<StoreOrderReading>("404", "no such order", Core.Calls.RefusalMeaning.NotFound));
        }

        public ConcurrentDictionary<string, StoreOrder> Orders { get; } = new(StringComparer.Ordinal);

        public IReadOnlyCollection<string> Names => ["scripted"];

        public IStorePlatform? Find(string name) => name == "scripted" ? _platform : null;

        private static StoreOrderReading Read(StoreOrder order) => new(order.StoreOrderId, order.UpdatedAt, order, null);
    }
}
