using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Local;
using Dropship.Tooling;

namespace Dropship.LoadTest;

/// <summary>The whole system as the one command starts it, with a mail server that costs nothing, and with the engine and the app each in a
/// storage account of its own.</summary>
internal sealed class LoadSystem : IAsyncDisposable
{
    public const string AppAccount = "devstoreaccount1";
    public const string EngineAccount = "taskhub";
    public const string BareAccount = "baretaskhub";
    public const string RawAccount = "rawstorage";

    // A million stored orders take eight gigabytes.
    private const int Heap = 24_000;

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly string _folder;
    private Func<CancellationToken, Task<HostedApp>> _startApp = null!;

    private LoadSystem(string folder) => _folder = folder;

    public RequestCounter Requests { get; } = new();

    public AzuriteServer Azurite { get; private set; } = null!;

    public MailSink Mail { get; private set; } = null!;

    public ServiceBusEmulator Bus { get; private set; } = null!;

    public HostedApp App { get; private set; } = null!;

    public ChildProcess Sandbox { get; private set; } = null!;

    public Uri SandboxAddress { get; private set; } = null!;

    /// <summary>Starts all of it and sets the sample accounts up.</summary>
    public static async Task<LoadSystem> StartAsync(
        LoadOptions options,
        int stored,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var system = new LoadSystem(Directory.CreateTempSubdirectory("dropship-load-").FullName);
        try
        {
            await system.StartAllAsync(options, stored, say, cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the app and starts it again, so that what is measured is as old whatever was done before.</summary>
    public async Task RestartAppAsync(CancellationToken cancellationToken)
    {
        await App.Host.StopAsync(cancellationToken);
        App = Keep(await _startApp(cancellationToken));
    }

    public async Task<JsonNode> ReadSandboxAsync(string path, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri(SandboxAddress, path), cancellationToken))!;

    /// <summary>Orders in the store.</summary>
    /// <returns>False when the store did not take it.</returns>
    public async Task<bool> TryOrderAsync(CancellationToken cancellationToken)
    {
        var wish = new JsonObject
        {
            ["sku"] = "BTL-500-BLK",
            ["quantity"] = 1,
            ["country"] = "US",
            ["currency"] = "USD",
        };
        try
        {
            using var answer = await _http.PostAsJsonAsync(new Uri(SandboxAddress, "control/orders"), wish, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>Begins to note anew how long webhooks take.</summary>
    public async Task ForgetWebhooksAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync(new Uri(SandboxAddress, "control/webhook-times"), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many orders the store shows as fulfilled; null when it does not answer.</summary>
    public async Task<int?> CountFulfilledAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadSandboxAsync("control/summary", cancellationToken))["storeOrders"]?["FULFILLED"]?.GetValue<int>() ?? 0;
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>The history of an order, as the app tells it; null when it does not.</summary>
    public async Task<JsonNode?> ReadOrderAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(App.Address, $"api/orders/{Seeder.StoreAccount}/{id}"), cancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken) : null;
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAllAsync(LoadOptions options, int stored, Action<string> say, CancellationToken cancellationToken)
    {
        Azurite = Keep(
            await AzuriteServer.StartAsync(
                null,
                null,
                say,
                cancellationToken,
                [EngineAccount, BareAccount, RawAccount],
                tellsRequests: true,
                Heap
            )
        );
        Azurite.Process.LineWritten += Requests.Take;
        var folder = Path.GetDirectoryName(Programs.Functions)!;
        Bus = Keep(
            await ServiceBusEmulator.StartAsync(
                Path.Combine(folder, "servicebus.config.json"),
                Path.Combine(_folder, "servicebus.db"),
                cancellationToken: cancellationToken
            )
        );
        Mail = Keep(new MailSink());
        SandboxAddress = Loopback(FreePort.Next());
        var port = FreePort.Next();
        Sandbox = Keep(
            ChildProcess.Start(
                "The sandbox",
                "dotnet",
                [Programs.Sandbox, "--urls", SandboxAddress.AbsoluteUri.TrimEnd('/')],
                workingDirectory: Path.GetDirectoryName(Programs.Sandbox)
            )
        );
        await AnswersAsync(new Uri(SandboxAddress, "control/summary"), Sandbox, cancellationToken);

        var keys = new LocalKeys(
            Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)),
            Guid.NewGuid().ToString("N")
        );
        var settings = AppSettings.For(
            Path.Combine(_folder, "secrets"),
            keys,
            Azurite.ConnectionString,
            Bus.ConnectionString,
            Mail.Port,
            Loopback(port),
            SandboxAddress
        );
        settings["TaskHubStorage"] = Azurite.ConnectionStringOf(EngineAccount);
        settings["AzureFunctionsJobHost__logging__logLevel__default"] = "Warning";
        settings["AzureFunctionsJobHost__logging__logLevel__Host.Worker"] = "Information";

        // One approver, and the pace of Azure: pushes and webhooks bring the news, the timers only what they miss.
        foreach (var name in settings.Keys.Where(name => name.StartsWith("Dropship__Approvers__1", StringComparison.Ordinal)).ToList())
        {
            settings.Remove(name);
        }

        settings["PullSchedule"] = "0 * * * * *";
        settings["SweepSchedule"] = "30 * * * * *";
        settings["ApproverMailSchedule"] = "*/20 * * * * *";
        settings["Dropship__Approvals__CollectFor"] = "00:00:00";
        settings["ReviveSchedule"] = "0 */15 * * * *";
        settings["HeartbeatSchedule"] = "0 */5 * * * *";
        settings["ReconcileSchedule"] = "0 20 */6 * * *";
        foreach (
            var name in settings
                .Keys.Where(name =>
                    name.StartsWith("AzureFunctionsJobHost__extensions", StringComparison.Ordinal)
                    || name.StartsWith("AzureFunctionsJobHost__singleton", StringComparison.Ordinal)
                )
                .ToList()
        )
        {
            settings.Remove(name);
        }

        _startApp = token =>
            HostedApp.StartAsync(
                "The function app",
                folder,
                port,
                settings,
                Path.Combine(options.Output, string.Create(CultureInfo.InvariantCulture, $"functions-{stored}.log")),
                token
            );
        App = Keep(await _startApp(cancellationToken));

        _http.DefaultRequestHeaders.Add("x-functions-key", keys.Function);
        using var app = new AppClient(App.Address, keys.Function);
        using var sandbox = new SandboxClient(SandboxAddress);
        await new Seeder(app, sandbox, App.Address, SandboxAddress, callsPerSecond: 1000).SeedAsync([Seeder.Shopify], cancellationToken);

        // The platforms' own limits are not what is measured here; the bucket is the largest that the app takes for one of Shopify's.
        await sandbox.SendAsync(
            HttpMethod.Put,
            "control/settings",
            new JsonObject
            {
                ["throttleMaximum"] = 1_000_000,
                ["throttleRestoreRate"] = 100_000,
                ["callsPerSecond"] = 0,
                ["shipDelaySeconds"] = 3,
                ["pickupDelaySeconds"] = 1,
            },
            cancellationToken
        );
    }

    // A system at its limit answers late or not at all. That is a result, and no end of the run.
    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested;

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    private async Task AnswersAsync(Uri address, ChildProcess process, CancellationToken cancellationToken)
    {
        var limit = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(address, cancellationToken);
                return;
            }
            catch (HttpRequestException) when (!process.HasExited && DateTime.UtcNow < limit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                throw new ToolException($"{process.Name} does not answer.{Environment.NewLine}{process.Output}", exception);
            }
        }
    }

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
}
