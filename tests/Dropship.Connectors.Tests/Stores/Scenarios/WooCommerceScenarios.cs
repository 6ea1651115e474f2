namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class WooCommerceScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) =>
        WooCommerceSide.StartAsync(configure);
}
