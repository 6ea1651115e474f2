using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>A whole installation of its own, started by the one command, in a folder of its own.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private LocalSystem(string folder, ChildProcess process)
    {
        Folder = folder;
        Process = process;
    }

    public string Folder { get; }

    public ChildProcess Process { get; }

    public Uri App { get; private set; } = null!;

    public Uri Sandbox { get; private set; } = null!;

    public Uri Inbox { get; private set; } = null!;

    /// <summary>The app's storage account.</summary>
    public string Storage { get; private set; } = null!;

    /// <summary>The app's Service Bus.</summary>
    public string ServiceBus { get; private set; } = null!;

    public static string NewFolder() => Path.Combine(Path.GetTempPath(), $"dropship-e2e-{Guid.NewGuid():N}");

    /// <summary>Starts the one command; does not wait for it.</summary>
    public static LocalSystem Launch(string folder, params string[] arguments) => Launch(folder, null, arguments);

    /// <summary>The same with settings of the app's besides its own.</summary>
    public static LocalSystem Launch(string folder, IReadOnlyDictionary<string, string?>? settings, params string[] arguments)
    {
        var program = ProgramPath("local", "Dropship.Local");

        // A test follows the one link of a mail, and does not wait for others.
        var all = new Dictionary<string, string?>(
            settings ?? new Dictionary<string, string?>(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        all.TryAdd("Dropship__Approvals__CollectFor", "00:00:00");
        return new LocalSystem(folder, ChildProcess.Start("Dropship.Local", "dotnet", [program, "--data", folder, .. arguments], all));
    }

    /// <summary>Starts the one command and waits until everything answers.</summary>
    public static Task<LocalSystem> StartAsync(string folder, params string[] arguments) => StartAsync(folder, null, arguments);

    /// <summary>The same with settings of the app's besides its own.</summary>
    public static async Task<LocalSystem> StartAsync(
        string folder,
        IReadOnlyDictionary<string, string?>? settings,
        params string[] arguments
    )
    {
        var system = Launch(folder, settings, arguments);
        try
        {
            await system.WaitUntilReadyAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public static string ProgramPath(string area, string project)
    {
        var configuration = typeof(LocalSystem)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "BuildConfiguration")
            .Value!;
        return Path.Combine(RepositoryRoot.Find(), area, project, "bin", configuration, "net10.0", $"{project}.dll");
    }

    public async Task WaitUntilReadyAsync()
    {
        var file = Path.Combine(Folder, "addresses.json");
        await Wait.UntilAsync(
            "the installation is ready",
            () =>
                Task.FromResult(
                    Process.HasExited
                        ? throw new ToolException($"It ended with exit code {Process.ExitCode}:{Environment.NewLine}{Process.Output}")
                        : File.Exists(file)
                ),
            TimeSpan.FromMinutes(3)
        );
        var addresses = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        App = new Uri(addresses["App"]!.GetValue<string>());
        Sandbox = new Uri(addresses["Sandbox"]!.GetValue<string>());
        Inbox = new Uri(addresses["Inbox"]!.GetValue<string>());
        Storage = addresses["Storage"]!.GetValue<string>();
        ServiceBus = Environment.GetEnvironmentVariable("DROPSHIP_SERVICEBUS") is { Length: > 0 } given
            ? given
            : ServiceBusEmulator.ConnectionStringOf(
                JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "ports.json")))!["servicebus"]!.GetValue<int>()
            );
        _http.DefaultRequestHeaders.Remove("x-functions-key");
        _http.DefaultRequestHeaders.Add(
            "x-functions-key",
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "keys.json")))!["Function"]!.GetValue<string>()
        );
    }

    /// <summary>Ends the Functions host as a power cut would (SIGKILL); it is started again by itself, and the worker of the old one
    /// ends.</summary>
    public void KillHost() => Kill("functions");

    /// <summary>Ends the app's worker in the same way; the host starts another one.</summary>
    public void KillWorker() => Kill("worker");

    public IReadOnlyList<int> ProcessIds() =>
        [
            .. JsonNode
                .Parse(File.ReadAllText(Path.Combine(Folder, "processes.json")))!
                .AsObject()
                .Select(entry => entry.Value!.GetValue<int>()),
        ];

    /// <summary>Makes orders at the sandbox store; gives their ids.</summary>
    public async Task<IReadOnlyList<string>> OrderAsync(JsonObject wish)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Sandbox, "control/orders"), wish);
        answer.EnsureSuccessStatusCode();
        return
        [
            .. (await answer.Content.ReadFromJsonAsync<JsonNode>())!["orders"]!.AsArray().Select(order => order!["id"]!.GetValue<string>()),
        ];
    }

    public async Task<JsonNode> ControlAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Sandbox, $"control/{path}"))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public Task<HttpResponseMessage> AppAsync(
        HttpMethod method,
        string path,
        HttpContent? body = null,
        Action<HttpRequestMessage>? prepare = null
    )
    {
        var request = new HttpRequestMessage(method, new Uri(App, path)) { Content = body };
        prepare?.Invoke(request);
        return _http.SendAsync(request);
    }

    public async Task<JsonNode> AppJsonAsync(string path)
    {
        using var answer = await AppAsync(HttpMethod.Get, path);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>An order with its history; null while the app does not have it.</summary>
    public async Task<JsonNode?> ReadOrderAsync(string id, string account = "demo-store")
    {
        using var answer = await AppAsync(HttpMethod.Get, $"api/orders/{account}/{id}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonNode>() : null;
    }

    public Task<JsonNode> WaitForOrderAsync(string id, string what, Func<JsonNode, bool> condition, string account = "demo-store") =>
        Wait.ForAsync(
            $"order {id} {what}",
            async () => await ReadOrderAsync(id, account) is { } found && condition(found["order"]!) ? found["order"] : null,
            TimeSpan.FromMinutes(2)
        );

    public async Task<JsonArray> MailsAsync() => (await _http.GetFromJsonAsync<JsonArray>(new Uri(Inbox, "email")))!;

    /// <summary>Asks the Durable extension for something about an instance, by its management interface.</summary>
    /// <param name="method">What is done.</param>
    /// <param name="path">The instance's id, and what is asked of it.</param>
    /// <param name="json">What goes with it.</param>
    public Task<HttpResponseMessage> InstanceAsync(HttpMethod method, string path, string? json = null) =>
        AppAsync(
            method,
            $"runtime/webhooks/durabletask/instances/{path}",
            json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json")
        );

    /// <summary>What the engine says of an instance; null when there is none.</summary>
    public async Task<string?> InstanceStatusAsync(string id)
    {
        using var answer = await InstanceAsync(HttpMethod.Get, id);
        return answer.StatusCode == System.Net.HttpStatusCode.NotFound
            ? null
            : (await answer.Content.ReadFromJsonAsync<JsonNode>())!["runtimeStatus"]!.GetValue<string>();
    }

    /// <summary>Ends everything as Ctrl-C does.</summary>
    public Task StopAsync() => Process.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _http.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Kill(string name)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(
                JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "processes.json")))![name]!.GetValue<int>()
            );
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or FileNotFoundException)
        {
            // It is just being started again, and the next kill finds it; or the run is ending.
        }
    }
}
