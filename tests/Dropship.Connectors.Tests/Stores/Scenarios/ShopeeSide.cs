using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class ShopeeSide(SandboxBench bench) : StoreSide(bench)
{
    public const string Shop = "600100200";
    public const string OtherShop = "600100300";

    public override StoreAccount Account => ShopOf(Shop);

    public override (string? List, string? Read, string Write, string? Token) Operations =>
        ("get_order_list", "get_order_detail", "ship_order", "access_token_get");

    public override bool HasOneCurrency => true;

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartShopeeAsync(configure);

    public static async Task<ShopeeSide> StartShopeeAsync(Action<ConnectorsOptions>? configure = null)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(
            new
            {
                partnerId = 2000001,
                partnerKey = "shpk73616e64626f782d73686f706565",
                accessToken = "sandbox-shopee-access",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddHours(4),
                refreshToken = "sandbox-shopee-refresh",
            }
        );
        return new ShopeeSide(bench);
    }

    public StoreAccount ShopOf(string shop) =>
        Bench.Store with
        {
            Platform = "shopee",
            Endpoint = new Uri(Bench.Address, "shopee"),
            ShopId = shop,
            Currency = "VND",
        };

    public override Task<string> MakeOrderAsync(ScenarioOrder order) => MakeAsync(order.Wish);

    /// <summary>Makes an order, or the first of several, and gives its number.</summary>
    public async Task<string> MakeAsync(object wish) =>
        (await Bench.PostAsync("shopee/orders", wish))["orders"]![0]!["id"]!.GetValue<string>();

    public Task DoAsync(string id, string action) => Bench.PostAsync($"shopee/orders/{id}/{action}");

    public override Task CancelAsync(string id) => DoAsync(id, "cancel");

    public override Task SendWebhooksToAsync(Uri address) => Bench.PutAsync("shopee/settings", new { pushUrl = address.AbsoluteUri });
}
