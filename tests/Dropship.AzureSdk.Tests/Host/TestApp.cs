using System.Collections.Concurrent;
using System.Globalization;
using Dropship.AzureSdk.Host;
using Dropship.Tooling;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Tests.Host;

/// <summary>A function app of a few classes, hosted in the test's process on a port of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string MasterKey = "the-master-key";
    public const string FunctionKey = "the-function-key";

    private readonly DirectoryInfo _folder;
    private readonly IHost _host;

    private TestApp(DirectoryInfo folder, IHost host, Uri address)
    {
        _folder = folder;
        _host = host;
        Http = new HttpClient { BaseAddress = address };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _host.Services;

    public Calls Calls => Services.GetRequiredService<Calls>();

    public static async Task<TestApp> StartAsync(
        AzuriteFixture azurite,
        Type functions,
        IDictionary<string, string?>? settings = null,
        string? hostJson = null,
        Action<FunctionsApplicationBuilder>? configure = null,
        bool web = true)
    {
        var app = Create(azurite, functions, settings, hostJson, configure, web);
        try
        {
            await app._host.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return app;
    }

    public static TestApp Create(
        AzuriteFixture azurite,
        Type functions,
        IDictionary<string, string?>? settings = null,
        string? hostJson = null,
        Action<FunctionsApplicationBuilder>? configure = null,
        bool web = true)
    {
        var folder = Directory.CreateTempSubdirectory("dropship-host-");
        File.WriteAllText(Path.Combine(folder.FullName, "host.json"), hostJson ?? """{ "version": "2.0" }""");
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        var builder = FunctionsApplication.CreateBuilder([], new HostLocation(folder.FullName, folder.FullName, [functions], OwnsProcess: false));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = address,
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost:hostid"] = AzuriteFixture.UniqueName("host"),
            ["FunctionKeys:_master"] = MasterKey,
            ["FunctionKeys:default"] = FunctionKey,
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Calls>();
        if (web)
        {
            builder.ConfigureFunctionsWebApplication();
        }

        configure?.Invoke(builder);
        return new TestApp(folder, builder.Build(), new Uri(address));
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>What the functions of a test were called with, in order, and switches for what they are to do.</summary>
internal sealed class Calls
{
    private readonly ConcurrentQueue<object?> _values = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _inside = new(StringComparer.Ordinal);
    private int _running;
    private int _mostRunning;

    public IReadOnlyList<object?> Values => [.. _values];

    public int Count => _values.Count;

    public int MostRunning => Volatile.Read(ref _mostRunning);

    public IEnumerable<T> Of<T>() => _values.OfType<T>();

    public void Add(object? value) => _values.Enqueue(value);

    public int CountOf(object? value) => _values.Count(v => Equals(v, value));

    /// <summary>Counts how many are inside at once.</summary>
    public IDisposable Enter()
    {
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _mostRunning, running);
        return new Leave(this);
    }

    /// <summary>Counts how many are inside one thing; gives the count after the change.</summary>
    public int Inside(string thing, int change) => _inside.AddOrUpdate(thing, change, (_, inside) => inside + change);

    /// <summary>Something that a function waits for until the test opens it.</summary>
    public Task Gate(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Open(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private sealed class Leave(Calls calls) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref calls._running);
    }
}
