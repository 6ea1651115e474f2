using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>
/// One installation in which nothing is looked at by time, but for orchestrations that broke and messages that were put aside: what happens
/// is what a test brings about, and it happens fast. The classes of the collection share it.
/// </summary>
public sealed class QuietSystem : IAsyncLifetime
{
    private const string Never = "0 0 0 1 1 *";

    private static readonly Dictionary<string, string?> s_settings = new(StringComparer.Ordinal)
    {
        ["PullSchedule"] = Never,
        ["SweepSchedule"] = Never,
        ["ReconcileSchedule"] = Never,
        ["HeartbeatSchedule"] = "*/2 * * * * *",
        ["RetentionSchedule"] = Never,
        ["ApproverMailSchedule"] = "*/2 * * * * *",
        ["ReviveSchedule"] = "*/2 * * * * *",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00.100",
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.200",
        ["AzureFunctionsJobHost__extensions__serviceBus__sessionIdleTimeout"] = "00:00:00.200",
        ["Dropship__Approvals__RemindAfter__0"] = "00:00:05",
        ["Dropship__Approvals__ExpiresAfter"] = "00:01:00",
        ["Dropship__Fulfilment__PickupWithin"] = "00:00:15",
    };

    internal LocalSystem System { get; private set; } = null!;

    internal AppServices Services { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await LocalSystem.StartAsync(LocalSystem.NewFolder(), s_settings, "--orders", "0");
        Services = new AppServices(System);
    }

    public async Task DisposeAsync()
    {
        await Services.DisposeAsync();
        await System.DisposeAsync();
    }

    [CollectionDefinition(nameof(QuietSystem))]
    public sealed class Collection : ICollectionFixture<QuietSystem>;
}
