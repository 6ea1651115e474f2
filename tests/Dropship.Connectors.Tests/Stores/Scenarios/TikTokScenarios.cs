namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class TikTokScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) => TikTokSide.StartAsync(configure);
}
