namespace Dropship.Connectors.Tests.Stores.Scenarios;

public sealed class LazadaScenarios : StoreScenarios
{
    private protected override Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null) => LazadaSide.StartAsync(configure);
}
