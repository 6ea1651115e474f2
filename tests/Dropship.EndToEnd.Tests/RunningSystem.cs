using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>One installation without orders of its own and without anybody who approves; the classes of the collection share it.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    internal LocalSystem System { get; private set; } = null!;

    public async Task InitializeAsync() =>
        System = await LocalSystem.StartAsync(
            LocalSystem.NewFolder(),
            "--orders",
            "0",
            "--stores",
            string.Join(',', ["shopify", "shopee", .. PlatformSide.Platforms])
        );

    public Task DisposeAsync() => System.DisposeAsync().AsTask();

    [CollectionDefinition(nameof(RunningSystem))]
    public sealed class Collection : ICollectionFixture<RunningSystem>;
}
