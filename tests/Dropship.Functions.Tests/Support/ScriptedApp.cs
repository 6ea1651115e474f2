using System.Collections.Concurrent;
using System.Globalization;
using Dropship.AzureSdk.Durable.Hosting;
using Dropship.AzureSdk.Host;
using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Dropship.Tooling;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Tests.Support;

/// <summary>The app's orchestration in the real host, with the app's host.json, over activities that answer from a script.</summary>
internal sealed class ScriptedApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly IHost _host;

    private ScriptedApp(DirectoryInfo folder, IHost host)
    {
        _folder = folder;
        _host = host;
    }

    public DurableTaskClient Client => _host.Services.GetRequiredService<DurableRuntime>().Client;

    public Tables Views => _host.Services.GetRequiredService<Tables>();

    public static async Task<ScriptedApp> StartAsync(string storage)
    {
        var folder = Directory.CreateTempSubdirectory("dropship-functions-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "host.json"), SourceTree.Read("functions/Dropship.Functions/host.json"));
        var builder = FunctionsApplication.CreateBuilder([], new HostLocation(folder.FullName, folder.FullName, [typeof(FulfilmentOrchestrator), typeof(Activities)], OwnsProcess: false));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"),
            ["AzureWebJobsStorage"] = storage,
            ["AzureFunctionsWebHost:hostid"] = $"host{Guid.NewGuid():N}",
            ["TaskHubName"] = $"Hub{Guid.NewGuid():N}",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Tables>();
        var app = new ScriptedApp(folder, builder.Build());
        await app._host.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>What the tables show, by purchase order, and what was called.</summary>
    internal sealed class Tables
    {
        private readonly ConcurrentDictionary<string, FulfilmentView> _views = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<(string Key, string Step), (FulfilmentStep Next, TimeSpan? WakeIn)> _after = new();
        private readonly ConcurrentQueue<(string Key, string Step)> _calls = new();

        public FulfilmentView this[string key]
        {
            get => _views[key];
            set => _views[key] = value;
        }

        public List<string> CallsOf(string key) => [.. _calls.Where(call => call.Key == key).Select(call => call.Step)];

        public Tables On(string key, string step, FulfilmentStep next, TimeSpan? wakeIn = null)
        {
            _after[(key, step)] = (next, wakeIn);
            return this;
        }

        public FulfilmentView Call(string key, string step)
        {
            if (_after.TryGetValue((key, step), out var after))
            {
                _views[key] = new FulfilmentView(after.Next, TimeProvider.System.GetUtcNow() + after.WakeIn);
            }

            // Read before the call can be seen: who waits for the call changes the view next.
            var view = _views[key];
            _calls.Enqueue((key, step));
            return view;
        }
    }

    /// <summary>Under the names of the app's own.</summary>
    internal sealed class Activities(Tables tables)
    {
        [Function(nameof(FulfilmentActivities.ContinueFulfilment))]
        public FulfilmentView GoOn([ActivityTrigger] string key) => tables.Call(key, nameof(FulfilmentActivities.ContinueFulfilment));
    }
}
