using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Dropship.AzureSdk.Durable.Hub;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Tests.DurableTask.Hub;

/// <summary>A hub of its own on the shared Azurite. Disposing ends it in order; its tables stay for a successor.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private TestHub(TaskHub hub, RequestCounter requests)
    {
        Hub = hub;
        Requests = requests;
        Client = new HubClient(hub);
    }

    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public TaskHub Hub { get; }

    public DurableTaskClient Client { get; }

    public RequestCounter Requests { get; }

    public string Name => Hub.Options.HubName;

    public static async Task<TestHub> StartAsync(AzuriteFixture azurite, TestFunctions functions, HubOptions? options = null, bool wait = true, HttpPipelinePolicy? policy = null)
    {
        options ??= new HubOptions();
        if (options.HubName == new HubOptions().HubName)
        {
            options = options with { HubName = "H" + Guid.NewGuid().ToString("N") };
        }

        var requests = new RequestCounter();
        var tableOptions = new TableClientOptions();
        tableOptions.AddPolicy(requests, HttpPipelinePosition.PerRetry);
        if (policy is not null)
        {
            tableOptions.AddPolicy(policy, HttpPipelinePosition.PerCall);
        }

        var hub = new TaskHub(new TableServiceClient(azurite.ConnectionString, tableOptions), functions, options);
        hub.Start();
        if (wait)
        {
            await hub.Owned.WaitAsync(Soon);
        }

        return new TestHub(hub, requests);
    }

    /// <summary>Runs an instance to its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null)
    {
        var instance = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, new Microsoft.DurableTask.StartOrchestrationOptions(id), Soon);
        return await EndAsync(instance);
    }

    public Task<OrchestrationMetadata> EndAsync(string id) => Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Soon);

    public async Task<OrchestrationMetadata> GetAsync(string id) =>
        await Client.GetInstanceAsync(id, getInputsAndOutputs: true, Soon) ?? throw new InvalidOperationException($"There is no instance {id}.");

    public Task WaitForStatusAsync(string id, OrchestrationRuntimeStatus status) =>
        Eventually.TrueAsync(async () => (await GetAsync(id)).RuntimeStatus == status, $"{id} is {status}");

    /// <summary>Waits until the history of an instance holds something.</summary>
    public Task WaitForHistoryAsync(string id, Func<IEnumerable<global::DurableTask.Core.History.HistoryEvent>, bool> holds) =>
        Eventually.TrueAsync(async () => holds(await Client.GetOrchestrationHistoryAsync(id, Soon)), $"the history of {id} holds what is waited for");

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    /// <summary>Counts the requests that really go out, by what they are for.</summary>
    public sealed class RequestCounter : HttpPipelineSynchronousPolicy
    {
        private readonly List<string> _seen = [];

        public IReadOnlyList<string> Seen
        {
            get
            {
                lock (_seen)
                {
                    return [.. _seen];
                }
            }
        }

        public void Clear()
        {
            lock (_seen)
            {
                _seen.Clear();
            }
        }

        public override void OnSendingRequest(HttpMessage message)
        {
            var path = message.Request.Uri.ToUri().AbsolutePath;
            if (path.Contains("'lease'", StringComparison.Ordinal))
            {
                return;
            }

            lock (_seen)
            {
                _seen.Add($"{message.Request.Method} {path[(path.LastIndexOf('/') + 1)..]}");
            }
        }
    }
}
