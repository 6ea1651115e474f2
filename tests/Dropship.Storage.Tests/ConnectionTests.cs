using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Storage.Tests;

/// <summary>The forms in which connections are configured; they are those of the triggers.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task A_connection_string_names_both_services()
    {
        await using var services = Build(
            ("AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=a2V5;EndpointSuffix=core.windows.net")
        );

        Assert.Equal("https://shop.table.core.windows.net/", services.GetRequiredService<TableServiceClient>().Uri.AbsoluteUri);
        Assert.Equal("https://shop.queue.core.windows.net/", services.GetRequiredService<QueueServiceClient>().Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("managedidentity", null)]
    [InlineData("managedidentity", "11111111-2222-3333-4444-555555555555")]
    public async Task An_account_name_or_its_endpoints_go_with_an_identity(string? credential, string? clientId)
    {
        await using var byName = Build(
            ("AzureWebJobsStorage:accountName", "shop"),
            ("AzureWebJobsStorage:credential", credential),
            ("AzureWebJobsStorage:clientId", clientId)
        );
        await using var byEndpoint = Build(
            ("AzureWebJobsStorage:tableServiceUri", "https://tables.example/"),
            ("AzureWebJobsStorage:queueServiceUri", "https://queues.example/"),
            ("AzureWebJobsStorage:credential", credential),
            ("AzureWebJobsStorage:clientId", clientId)
        );

        Assert.Equal("https://shop.table.core.windows.net/", byName.GetRequiredService<TableServiceClient>().Uri.AbsoluteUri);
        Assert.Equal("https://shop.queue.core.windows.net/", byName.GetRequiredService<QueueServiceClient>().Uri.AbsoluteUri);
        Assert.Equal("https://tables.example/", byEndpoint.GetRequiredService<TableServiceClient>().Uri.AbsoluteUri);
        Assert.Equal("https://queues.example/", byEndpoint.GetRequiredService<QueueServiceClient>().Uri.AbsoluteUri);
    }

    [Fact]
    public async Task A_connection_that_is_missing_is_named_with_what_to_give()
    {
        await using var services = Build(("AzureWebJobsStorage:credential", "managedidentity"));

        Assert.Equal(
            "The connection 'AzureWebJobsStorage' is not configured: give a connection string in 'AzureWebJobsStorage', or 'AzureWebJobsStorage__tableServiceUri' and an identity.",
            Assert.Throws<InvalidOperationException>(services.GetRequiredService<TableServiceClient>).Message
        );
        Assert.Contains(
            "'AzureWebJobsStorage__queueServiceUri'",
            Assert.Throws<InvalidOperationException>(services.GetRequiredService<QueueServiceClient>).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'ServiceBusConnection__fullyQualifiedNamespace'",
            Assert.Throws<InvalidOperationException>(services.GetRequiredService<ServiceBusClient>).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_connection_is_there_in_either_form()
    {
        var configuration = Configuration(("Text", "x"), ("Parts:accountName", "shop"), ("Empty", string.Empty));

        Assert.True(StorageServiceCollectionExtensions.HasConnection(configuration, "Text"));
        Assert.True(StorageServiceCollectionExtensions.HasConnection(configuration, "Parts"));
        Assert.False(StorageServiceCollectionExtensions.HasConnection(configuration, "Empty"));
        Assert.False(StorageServiceCollectionExtensions.HasConnection(configuration, "None"));
    }

    private static ServiceProvider Build(params (string Name, string? Value)[] settings) =>
        new ServiceCollection().AddSingleton(TimeProvider.System).AddDropshipStorage(Configuration(settings)).BuildServiceProvider();

    private static IConfiguration Configuration(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings
                    .Where(setting => setting.Value is not null)
                    .ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal)
            )
            .Build();
}
