using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Core.Ports;
using Dropship.Sandbox;

namespace Dropship.Connectors.Tests.Support;

/// <summary>The connectors against a sandbox of the test's own.</summary>
internal sealed class SandboxBench : IAsyncDisposable
{
    private readonly SandboxServer _sandbox;
    private readonly HttpClient _control;

    private SandboxBench(SandboxServer sandbox, Bench bench)
    {
        _sandbox = sandbox;
        Bench = bench;
        _control = new HttpClient { BaseAddress = sandbox.Address };
    }

    public Bench Bench { get; }

    public Uri Address => _sandbox.Address;

    public HttpClient Http => _control;

    public StoreAccount Store => Bench.Store(new Uri(_sandbox.Address, "shopify/demo-store"));

    public PurchasingAccount PurchasingAccount => Bench.PurchasingAccount(new Uri(_sandbox.Address, "1688"));

    public IStorePlatform Shopify => Bench.Shopify;

    public ITrackingPush Tracking => Bench.Tracking;

    public ISupplierMarket Market => Bench.Market;

    public static async Task<SandboxBench> StartAsync(Action<ConnectorsOptions>? configure = null)
    {
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), CancellationToken.None);
        var bench = new SandboxBench(sandbox, Bench.Make(configure));
        await bench.Bench.GiveStoreSecretAsync(new { accessToken = "shpat_sandbox", clientSecret = "sandbox-shopify-secret" });
        await bench.Bench.GivePurchasingSecretAsync(
            new
            {
                appSecret = "sandbox-1688-secret",
                accessToken = "sandbox-access-main",
                refreshToken = "sandbox-refresh-main",
            }
        );
        return bench;
    }

    public async Task<JsonObject> PostAsync(string path, object? body = null)
    {
        using var response = await _control.PostAsJsonAsync("control/" + path, body ?? new { });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task PutAsync(string path, object body)
    {
        using var response = await _control.PutAsJsonAsync("control/" + path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<JsonObject> StateAsync() => GetAsync("state");

    public async Task<JsonObject> GetAsync(string path) => (await _control.GetFromJsonAsync<JsonObject>($"control/{path}"))!;

    public async Task<int> CallsAsync(string operation) => (await StateAsync())["callCounts"]![operation]?.GetValue<int>() ?? 0;

    /// <summary>Makes a store order and gives its id.</summary>
    public async Task<string> StoreOrderAsync(object? wish = null)
    {
        var made = await PostAsync("orders", wish ?? new { sku = "TEE-BLK-M", quantity = 2 });
        return made["orders"]![0]!["id"]!.GetValue<string>();
    }

    public async Task<JsonObject> StoreOrderStateAsync(string id) =>
        (await StateAsync())["storeOrders"]!.AsArray().Select(o => o!.AsObject()).Single(o => o["id"]!.GetValue<string>() == id);

    public async Task<JsonObject> PurchaseStateAsync(string id) =>
        (await StateAsync())["purchaseOrders"]!.AsArray().Select(o => o!.AsObject()).Single(o => o["id"]!.GetValue<string>() == id);

    /// <summary>Waits until the sandbox's state is as wanted.</summary>
    public async Task<JsonObject> UntilAsync(Func<JsonObject, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var state = await StateAsync();
            if (condition(state))
            {
                return state;
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public Task FaultAsync(string target, string operation, string kind, int times = 1, int delayMs = 0, int skip = 0) =>
        PostAsync(
            "faults",
            new
            {
                target,
                operation,
                kind,
                times,
                delayMs,
                skip,
            }
        );

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await Bench.DisposeAsync();
        await _sandbox.DisposeAsync();
    }
}
