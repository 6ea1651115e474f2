using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class WooCommerceSide(SandboxBench bench) : CommonSide(bench)
{
    public override StoreAccount Account => Bench.Store with { Platform = "woocommerce", Endpoint = new Uri(Bench.Address, "woocommerce") };

    public override (string? List, string? Read, string Write, string? Token) Operations => ("list", "read", "ship", null);

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartWooCommerceAsync(configure);

    public static async Task<WooCommerceSide> StartWooCommerceAsync(Action<ConnectorsOptions>? configure = null)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(
            new
            {
                consumerKey = "ck_sandbox",
                consumerSecret = "cs_sandbox",
                webhookSecret = "wh_sandbox",
            }
        );
        return new WooCommerceSide(bench);
    }
}
