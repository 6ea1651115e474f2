using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class AmazonSide(SandboxBench bench) : CommonSide(bench)
{
    public override StoreAccount Account =>
        Bench.Store with
        {
            Platform = "amazon",
            Endpoint = new Uri(Bench.Address, "amazon"),
            ShopId = "A2SANDBOX/ATVPDKIKX0DER",
        };

    public override (string? List, string? Read, string Write, string? Token) Operations => ("list", "read", "ship", "token");

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartAmazonAsync(configure);

    public static async Task<AmazonSide> StartAmazonAsync(Action<ConnectorsOptions>? configure = null)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(
            new
            {
                appKey = "amzn1.application-oa2-client.sandbox",
                appSecret = "sandbox-amazon-secret",
                redirectName = "amzn1.sp.solution.sandbox",
                marketplaceId = "ATVPDKIKX0DER",
                authEndpoint = new Uri(bench.Address, "amazon"),
                accessToken = "Atza|sandbox",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
                refreshToken = "Atzr|sandbox",
            }
        );
        return new AmazonSide(bench);
    }
}
