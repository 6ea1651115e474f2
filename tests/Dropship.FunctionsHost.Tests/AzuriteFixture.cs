using Dropship.Tooling;

namespace Dropship.FunctionsHost.Tests;

/// <summary>An Azurite for the tests of one class; each host uses names of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync(null, null, null, CancellationToken.None);

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}
