using Dropship.Tooling;

namespace Dropship.Storage.Tests.Support;

/// <summary>One Azurite for the whole assembly, with the tables and queues that the app makes itself; each test uses ids of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    /// <summary>An account id that nobody else uses.</summary>
    public static string NewAccount() => $"a{Guid.NewGuid():N}"[..20];

    /// <summary>The storage as the app gets it, by its own registration.</summary>
    internal StorageBench Open(TimeProvider? time = null) => new(ConnectionString, time ?? TimeProvider.System);

    public async Task InitializeAsync()
    {
        _server = await AzuriteServer.StartAsync(null, null, null, CancellationToken.None);

        // The Service Bus of this machine is kept in the storage account that the environment names.
        Environment.SetEnvironmentVariable(StorageServiceCollectionExtensions.StorageConnection, ConnectionString);
        await using var bench = Open();
        await bench.SetUpAsync();
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}
