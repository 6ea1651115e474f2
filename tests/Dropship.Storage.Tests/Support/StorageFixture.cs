using Dropship.Tooling;

namespace Dropship.Storage.Tests.Support;

/// <summary>One Azurite and one Service Bus emulator for the whole assembly, with the tables and queues that the app makes itself; each
/// test uses ids of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dropship-storage-");
    private AzuriteServer? _server;
    private ServiceBusEmulator? _bus;

    public string ConnectionString => _server!.ConnectionString;

    /// <summary>An account id that nobody else uses.</summary>
    public static string NewAccount() => $"a{Guid.NewGuid():N}"[..20];

    /// <summary>The storage as the app gets it, by its own registration.</summary>
    internal StorageBench Open(TimeProvider? time = null) => new(ConnectionString, _bus!.ConnectionString, time ?? TimeProvider.System);

    public async Task InitializeAsync()
    {
        _server = await AzuriteServer.StartAsync(null, null, null, CancellationToken.None);
        _bus = await ServiceBusEmulator.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "servicebus.config.json"),
            Path.Combine(_folder.FullName, "messages.db"),
            cancellationToken: CancellationToken.None
        );
        await using var bench = Open();
        await bench.SetUpAsync();
    }

    public async Task DisposeAsync()
    {
        await _bus!.DisposeAsync();
        await _server!.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
