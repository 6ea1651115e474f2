using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class EbaySide(SandboxBench bench) : CommonSide(bench)
{
    public override StoreAccount Account =>
        Bench.Store with
        {
            Platform = "ebay",
            Endpoint = new Uri(Bench.Address, "ebay"),
            ShopId = "sandbox-seller",
        };

    public override (string? List, string? Read, string Write, string? Token) Operations => ("list", "read", "ship", "token");

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartEbayAsync(configure);

    public static async Task<EbaySide> StartEbayAsync(Action<ConnectorsOptions>? configure = null)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(
            new
            {
                appKey = "sandbox-ebay-client",
                appSecret = "sandbox-ebay-secret",
                redirectName = "Sandbox-RuName",
                pushSecrets = (string[])["71745723-d031-455c-bfa5-f90d11b4f20a"],
                authEndpoint = new Uri(bench.Address, "ebay"),
                accessToken = "sandbox-ebay-access",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddHours(2),
                refreshToken = "sandbox-ebay-refresh",
            }
        );
        return new EbaySide(bench);
    }
}
