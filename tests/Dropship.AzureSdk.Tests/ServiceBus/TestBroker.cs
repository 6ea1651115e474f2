using System.Text.Json;
using System.Xml;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Dropship.AzureSdk.ServiceBus;

namespace Dropship.AzureSdk.Tests.ServiceBus;

/// <summary>A namespace of its own with the queues given, and a client for it.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dropship-broker-");
    private ServiceBusClient? _client;

    public TestBroker(AzuriteFixture azurite, params QueueTopology[] queues)
    {
        var file = Path.Combine(_folder.FullName, BrokerSettings.TopologyFileName);
        File.WriteAllText(file, Topology(queues));
        Settings = new BrokerSettings(AzuriteFixture.UniqueName("ns"), azurite.ConnectionString, file);
        ConnectionString = $"Endpoint=sb://{Settings.Namespace};SharedAccessKeyName=Root;SharedAccessKey=none;UseDevelopmentEmulator=true;";
    }

    public BrokerSettings Settings { get; }

    public string ConnectionString { get; }

    public ServiceBusClient Client => _client ??= Connect();

    public TableClient Table => new(Settings.StorageConnectionString, Settings.TableName);

    public ServiceBusClient Connect(TimeSpan? tryTimeout = null) =>
        new(Settings, new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { TryTimeout = tryTimeout ?? TimeSpan.FromSeconds(20) } });

    /// <summary>Closes the broker and connects anew: what follows comes from storage.</summary>
    public async Task ReopenAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
            _client = null;
        }
    }

    public async Task<int> RowsAsync(string prefix) =>
        (await Table.QueryAsync<TableEntity>(select: ["RowKey"]).ToListAsync()).Count(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await ReopenAsync();
        await Table.DeleteAsync();
        _folder.Delete(recursive: true);
    }

    private static string Topology(IEnumerable<QueueTopology> queues) => JsonSerializer.Serialize(new
    {
        UserConfig = new
        {
            Namespaces = new[]
            {
                new
                {
                    Name = "local",
                    Queues = queues.Select(q => new
                    {
                        q.Name,
                        Properties = new
                        {
                            LockDuration = XmlConvert.ToString(q.LockDuration),
                            q.MaxDeliveryCount,
                            q.RequiresSession,
                            q.RequiresDuplicateDetection,
                            DuplicateDetectionHistoryTimeWindow = XmlConvert.ToString(q.DuplicateDetectionHistoryTimeWindow),
                            DefaultMessageTimeToLive = q.DefaultMessageTimeToLive == TimeSpan.MaxValue ? null : XmlConvert.ToString(q.DefaultMessageTimeToLive),
                            q.DeadLetteringOnMessageExpiration,
                            ForwardTo = string.Empty,
                        },
                    }),
                },
            },
        },
    });
}
