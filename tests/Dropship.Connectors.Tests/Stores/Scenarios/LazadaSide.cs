using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class LazadaSide(SandboxBench bench) : CommonSide(bench)
{
    public override StoreAccount Account =>
        Bench.Store with
        {
            Platform = "lazada",
            Endpoint = new Uri(Bench.Address, "lazada/rest"),
            ShopId = "1001",
            Currency = "MYR",
        };

    public override (string? List, string? Read, string Write, string? Token) Operations => ("list", "read", "ship", "token");

    public override bool HasOneCurrency => true;

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartLazadaAsync(configure);

    public static async Task<LazadaSide> StartLazadaAsync(Action<ConnectorsOptions>? configure = null)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(
            new
            {
                appKey = "123456",
                appSecret = "sandbox-lazada-secret",
                authEndpoint = new Uri(bench.Address, "lazada"),
                accessToken = "sandbox-lazada-access",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddDays(20),
                refreshToken = "sandbox-lazada-refresh",
            }
        );
        return new LazadaSide(bench);
    }
}
