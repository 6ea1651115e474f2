using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class ShoplazzaSide(SandboxBench bench) : CommonSide(bench)
{
    public override StoreAccount Account => Bench.Store with { Platform = "shoplazza", Endpoint = new Uri(Bench.Address, "shoplazza") };

    public override (string? List, string? Read, string Write, string? Token) Operations => ("list", "read", "ship", "token");

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartShoplazzaAsync(configure);

    public static async Task<ShoplazzaSide> StartShoplazzaAsync(Action<ConnectorsOptions>? configure = null)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(
            new
            {
                appKey = "sandbox-shoplazza-client",
                appSecret = "sandbox-shoplazza-secret",
                redirectName = "https://app.example/api/consents/stores",
                accessToken = "sandbox-shoplazza-access",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddHours(4),
                refreshToken = "sandbox-shoplazza-refresh",
            }
        );
        return new ShoplazzaSide(bench);
    }
}
