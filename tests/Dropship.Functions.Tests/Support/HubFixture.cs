using Dropship.Tooling;

namespace Dropship.Functions.Tests.Support;

/// <summary>One Azurite for the tests that need a real hub; each uses a hub of its own.</summary>
public sealed class HubFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync(null, null, null, CancellationToken.None);

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}
