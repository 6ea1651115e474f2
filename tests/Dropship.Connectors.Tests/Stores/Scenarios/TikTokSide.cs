using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class TikTokSide(SandboxBench bench) : CommonSide(bench)
{
    public const string Shop = "7494049642642440001";

    public override StoreAccount Account =>
        Bench.Store with
        {
            Platform = "tiktok",
            Endpoint = new Uri(Bench.Address, "tiktok"),
            ShopId = Shop,
        };

    public override (string? List, string? Read, string Write, string? Token) Operations => ("list", "read", "ship", "token_refresh");

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartTikTokAsync(configure);

    /// <param name="configure">Sets the options.</param>
    /// <param name="market">The shop's market; of another one than the US the shop's currency is to be set as well.</param>
    public static async Task<TikTokSide> StartTikTokAsync(Action<ConnectorsOptions>? configure = null, string market = "US")
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(
            new
            {
                appKey = "sandboxtiktok1",
                appSecret = "sandbox-tiktok-secret",
                serviceId = "7000000000000000001",
                authEndpoint = new Uri(bench.Address, "tiktok"),
                shopCipher = "ROW_sandbox",
                region = market,
                accessToken = "sandbox-tiktok-access",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddDays(6),
                refreshToken = "sandbox-tiktok-refresh",
            }
        );
        return new TikTokSide(bench);
    }
}
