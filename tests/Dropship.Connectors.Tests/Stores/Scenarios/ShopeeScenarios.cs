namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class ShopeeScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) => ShopeeSide.StartAsync(configure);
}
