namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class ShoplazzaScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) =>
        ShoplazzaSide.StartAsync(configure);
}
