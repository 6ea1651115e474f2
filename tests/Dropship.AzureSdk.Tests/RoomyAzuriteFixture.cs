using Dropship.Tooling;

namespace Dropship.AzureSdk.Tests;

/// <summary>An Azurite that is given memory for many rows.</summary>
public sealed class RoomyAzuriteFixture : IAsyncLifetime
{
    private const int Megabytes = 1000;

    private AzuriteServer? _server;

    public AzuriteServer Server => _server!;

    public string ConnectionString => _server!.ConnectionString;

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync(null, null, null, CancellationToken.None, heapMegabytes: Megabytes);

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}
