using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Mail;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.TestKit.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors.Tests.Support;

/// <summary>The connectors as an application gets them, with their secrets in a folder of the test's own.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder;

    private Bench(ServiceProvider services, string folder, LogLines log)
    {
        _services = services;
        _folder = folder;
        Log = log;
    }

    public LogLines Log { get; }

    public string SecretsFolder => _folder;

    public IStorePlatforms Platforms => _services.GetRequiredService<IStorePlatforms>();

    public IStorePlatform Shopify => Platforms.Find("shopify")!;

    public ITrackingPush Tracking => (ITrackingPush)Shopify;

    public IStoreWebhooks Webhooks => (IStoreWebhooks)Shopify;

    public ISupplierMarket Market => _services.GetRequiredService<ISupplierMarket>();

    public IMailer Mailer => _services.GetRequiredService<IMailer>();

    public ISecretStore Secrets => _services.GetRequiredService<ISecretStore>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static Bench Make(Action<ConnectorsOptions>? configure = null, Action<IServiceCollection>? replace = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "dropship-connectors-" + Guid.NewGuid().ToString("N"));
        var log = new LogLines();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddSingleton<ISubmittedOrders, MemorySubmittedOrders>();
        replace?.Invoke(services);
        services.AddDropshipConnectors(options =>
        {
            options.FirstRetryAfter = TimeSpan.FromMilliseconds(5);
            options.CallTimeout = TimeSpan.FromSeconds(10);
            options.Mail.Host = "127.0.0.1";
            options.Mail.Port = 25;
            options.Mail.Security = MailSecurity.None;
            options.Mail.From = "Dropship <dropship@example.com>";
            options.Secrets.Folder = folder;
            configure?.Invoke(options);
        });
        return new Bench(
            services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }),
            folder,
            log
        );
    }

    public static StoreAccount Store(Uri endpoint) =>
        new()
        {
            Id = "shop1",
            Platform = "shopify",
            DisplayName = "Demo store",
            Endpoint = endpoint,
            Currency = "USD",
            PurchasingAccountId = "main",
        };

    public static PurchasingAccount PurchasingAccount(Uri endpoint) =>
        new()
        {
            Id = "main",
            DisplayName = "Main account",
            Endpoint = endpoint,
            AppKey = "1000001",
            MemberId = "b2b-2208800000001",
            CallsPerSecond = 1000,
        };

    public static ShipTo ChineseAddress { get; } =
        new()
        {
            FullName = "李伟",
            Mobile = "+8613800000101",
            Country = "CN",
            Province = "浙江省",
            City = "杭州市",
            District = "西湖区",
            Line1 = "文三路398号东信大厦12楼",
            PostCode = "310012",
        };

    public Task GiveStoreSecretAsync(object secret) =>
        Secrets.SetAsync("store-shop1", JsonSerializer.Serialize(secret), CancellationToken.None);

    public Task GivePurchasingSecretAsync(object secret) =>
        Secrets.SetAsync("purchasing-main", JsonSerializer.Serialize(secret), CancellationToken.None);

    public async Task<JsonObject> PurchasingSecretAsync() =>
        JsonNode.Parse((await Secrets.GetAsync("purchasing-main", CancellationToken.None))!)!.AsObject();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
