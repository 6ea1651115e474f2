using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class ShopifySide(SandboxBench bench) : StoreSide(bench)
{
    public override StoreAccount Account => Bench.Store;

    public override (string? List, string? Read, string Write, string? Token) Operations =>
        ("orders", "order", "fulfillmentCreate", "oauth.access_token");

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(new { clientId = "sandbox-shopify-client", clientSecret = "sandbox-shopify-secret" });
        return new ShopifySide(bench);
    }

    public override Task<string> MakeOrderAsync(ScenarioOrder order) => Bench.StoreOrderAsync(order.Wish);

    public override Task CancelAsync(string id) => Bench.PostAsync($"orders/{id}/cancel");

    public override Task SendWebhooksToAsync(Uri address) => Bench.PutAsync("settings", new { shopifyWebhookUrl = address.AbsoluteUri });
}
