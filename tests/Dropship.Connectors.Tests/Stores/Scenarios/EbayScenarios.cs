namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class EbayScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) => EbaySide.StartAsync(configure);
}
