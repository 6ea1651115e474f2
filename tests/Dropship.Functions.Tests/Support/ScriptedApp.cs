using System.Collections.Concurrent;
using Dropship.AzureSdk.Durable.Hosting;
using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Functions.Tests.Support;

/// <summary>The app's orchestration in the real host, with the app's host.json, over activities that answer from a script.</summary>
internal sealed class ScriptedApp : IAsyncDisposable
{
    private readonly RealHost _host;

    private ScriptedApp(RealHost host) => _host = host;

    public DurableTaskClient Client => _host.Get<DurableRuntime>().Client;

    public Tables Views => _host.Get<Tables>();

    public static async Task<ScriptedApp> StartAsync(string storage) => new(await RealHost.StartAsync(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["host.json"] = SourceTree.Read("functions/Dropship.Functions/host.json") },
        [typeof(FulfilmentOrchestrator), typeof(Activities)],
        storage,
        new Dictionary<string, string?>(StringComparer.Ordinal),
        builder => builder.Services.AddSingleton<Tables>()));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

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
