using Azure.Data.Tables;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>The tables and queues of a running installation, reached past the app by the app's own services.</summary>
internal sealed class AppServices : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public AppServices(LocalSystem system)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [StorageServiceCollectionExtensions.StorageConnection] = system.Storage,
                    [StorageServiceCollectionExtensions.ServiceBusConnection] = system.ServiceBus,
                }
            )
            .Build();
        _provider = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddMetrics()
            .AddSingleton<PromiseMetrics>()
            .AddSingleton<RecentChanges>()
            .AddSingleton<RecentStoreOrders>()
            .AddSingleton<OrderIntake>()
            .AddDropshipStorage(configuration)
            .BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    public TableClient Table(string name) => Get<TableServiceClient>().GetTableClient(name);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
