using Dropship.Tooling;

namespace Dropship.AzureSdk.Tests;

/// <summary>One Azurite for the whole assembly; each test uses names of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    public AzuriteServer Server => _server!;

    public string ConnectionString => Server.ConnectionString;

    /// <summary>A table or queue name that nobody else uses.</summary>
    public static string UniqueName(string prefix) => $"{prefix}{Guid.NewGuid():N}";

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync(null, null, null, CancellationToken.None);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
