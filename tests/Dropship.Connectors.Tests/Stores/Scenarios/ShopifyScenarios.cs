namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class ShopifyScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) => ShopifySide.StartAsync(configure);
}
