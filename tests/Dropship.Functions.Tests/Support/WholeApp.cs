using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.AzureSdk.Host;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Tooling;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace Dropship.Functions.Tests.Support;

/// <summary>The whole app in the real host on real storage; only the store, 1688 and the mail server are played. No timer runs by itself.</summary>
internal sealed class WholeApp : IAsyncDisposable
{
    private const string Never = "0 0 0 1 1 *";
    private const string Key = "the-function-key";

    private readonly DirectoryInfo _folder;
    private readonly IHost _host;
    private readonly HttpClient _http;

    private WholeApp(DirectoryInfo folder, IHost host, Uri address, ScriptedStore store)
    {
        _folder = folder;
        _host = host;
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Add("x-functions-key", Key);
        Store = store;
    }

    public ScriptedStore Store { get; }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public TableClient Table(string name) => Get<TableServiceClient>().GetTableClient(name);

    public QueueClient Queue(string name) => Get<QueueServiceClient>().GetQueueClient(name);

    public ServiceBusClient Bus => Get<ServiceBusClient>();

    public static async Task<WholeApp> StartAsync(string storage)
    {
        // The Service Bus of this machine is kept in the storage account that the environment names.
        Environment.SetEnvironmentVariable("AzureWebJobsStorage", storage);
        var folder = Directory.CreateTempSubdirectory("dropship-whole-");
        var hostJson = JsonNode.Parse(SourceTree.Read("functions/Dropship.Functions/host.json"))!;
        hostJson["extensions"]!["queues"]!["visibilityTimeout"] = "00:00:00.100";
        hostJson["extensions"]!["queues"]!["maxPollingInterval"] = "00:00:00.200";
        hostJson["extensions"]!["serviceBus"]!["sessionIdleTimeout"] = "00:00:00.200";
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "host.json"), hostJson.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "servicebus.config.json"), SourceTree.Read("functions/Dropship.Functions/servicebus.config.json"));

        var functions = SourceTree.Functions.GetTypes().Where(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Any(method => method.IsDefined(typeof(FunctionAttribute)))).ToArray();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        var builder = FunctionsApplication.CreateBuilder([], new HostLocation(folder.FullName, folder.FullName, functions, OwnsProcess: false));
        var settings = GoodSettings.All();
        settings.Remove("ServiceBusConnection:fullyQualifiedNamespace");
        foreach (var schedule in settings.Keys.Where(name => name.EndsWith("Schedule", StringComparison.Ordinal)).ToList())
        {
            settings[schedule] = Never;
        }

        settings["urls"] = address;
        settings["AzureWebJobsStorage"] = storage;
        settings["ServiceBusConnection"] = $"Endpoint=sb://whole{Guid.NewGuid():N};SharedAccessKeyName=k;SharedAccessKey=k;UseDevelopmentEmulator=true";
        settings["AzureFunctionsWebHost:hostid"] = $"host{Guid.NewGuid():N}";
        settings["FunctionKeys:default"] = Key;
        settings["TaskHubName"] = $"Hub{Guid.NewGuid():N}";
        settings["Dropship:Secrets:Folder"] = Path.Combine(folder.FullName, "secrets");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.ConfigureFunctionsWebApplication();
        var store = new ScriptedStore();
        builder.Services.AddDropship(builder.Configuration, DropshipSettings.Read(builder.Configuration));
        builder.Services.AddSingleton<IStorePlatforms>(store);
        builder.Services.AddSingleton(Substitute.For<ISupplierMarket>());
        builder.Services.AddSingleton(Substitute.For<IMailer>());
        var app = new WholeApp(folder, builder.Build(), new Uri(address), store);
        await app._host.StartAsync();
        return app;
    }

    public async Task<JsonNode> GetJsonAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body ?? new { });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Delete(recursive: true);
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
