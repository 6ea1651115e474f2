namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class GenericScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) => GenericSide.StartAsync(configure);
}
