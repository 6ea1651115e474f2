namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class AmazonScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) => AmazonSide.StartAsync(configure);
}
