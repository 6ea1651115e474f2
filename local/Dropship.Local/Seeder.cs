using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Sets up the sample accounts, the SKU mappings and the sandbox's webhooks. Repeating it is harmless.</summary>
internal sealed class Seeder(AppClient app, SandboxClient sandbox, Uri appAddress, Uri sandboxAddress, int callsPerSecond = 50)
{
    public const string Shopify = "shopify";
    public const string Shopee = "shopee";
    public const string StoreAccount = "demo-store";
    public const string ShopeeAccount = "demo-shopee";
    public const string PurchasingAccount = "demo-1688";

    /// <param name="stores">The platforms that get a store: <see cref="Shopify"/>, <see cref="Shopee"/>.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task SeedAsync(IReadOnlyList<string> stores, CancellationToken cancellationToken)
    {
        var settings = await sandbox.GetAsync("control/settings", cancellationToken);
        await sandbox.SendAsync(
            HttpMethod.Put,
            "control/settings",
            new JsonObject
            {
                ["shipDelaySeconds"] = 4,
                ["pickupDelaySeconds"] = 2,
                ["transportDelaySeconds"] = 20,
                ["signDelaySeconds"] = 600,
                ["shopifyWebhookUrl"] = new Uri(appAddress, $"api/webhooks/stores/{StoreAccount}").AbsoluteUri,
                ["pushUrl"] = new Uri(appAddress, $"api/webhooks/1688/{PurchasingAccount}").AbsoluteUri,
            },
            cancellationToken
        );

        var buyer = settings["buyerAccounts"]![0]!;
        Require(
            "purchasing",
            await app.PutAsync(
                $"api/accounts/purchasing/{PurchasingAccount}",
                new JsonObject
                {
                    ["displayName"] = "1688 sandbox account",
                    ["endpoint"] = new Uri(sandboxAddress, "1688").AbsoluteUri,
                    ["appKey"] = settings["appKey"]!.GetValue<string>(),
                    ["memberId"] = buyer["memberId"]?.GetValue<string>(),
                    ["remark"] = "请勿放入价格单和宣传单，谢谢。",
                    ["callsPerSecond"] = callsPerSecond,
                    ["credentials"] = new JsonObject
                    {
                        ["appSecret"] = settings["appSecret"]!.GetValue<string>(),
                        ["accessToken"] = buyer["accessToken"]!.GetValue<string>(),
                        ["refreshToken"] = buyer["refreshToken"]!.GetValue<string>(),
                    },
                },
                cancellationToken
            )
        );
        if (stores.Contains(Shopify))
        {
            await SeedShopifyAsync(settings, cancellationToken);
        }

        if (stores.Contains(Shopee))
        {
            await SeedShopeeAsync(cancellationToken);
        }
    }

    private async Task SeedShopifyAsync(JsonNode settings, CancellationToken cancellationToken)
    {
        Require(
            "store",
            await app.PutAsync(
                $"api/accounts/stores/{StoreAccount}",
                new JsonObject
                {
                    ["platform"] = "shopify",
                    ["displayName"] = "Sandbox store",
                    ["endpoint"] = new Uri(sandboxAddress, $"shopify/{StoreAccount}").AbsoluteUri,
                    ["currency"] = "USD",
                    ["purchasingAccountId"] = PurchasingAccount,
                    ["forwarder"] = Forwarder(),
                    ["credentials"] = new JsonObject
                    {
                        ["accessToken"] = settings["shopifyAccessToken"]!.GetValue<string>(),
                        ["clientSecret"] = settings["shopifyClientSecret"]!.GetValue<string>(),
                    },
                },
                cancellationToken
            )
        );
        await SeedMappingsAsync(StoreAccount, cancellationToken);
    }

    private async Task SeedShopeeAsync(CancellationToken cancellationToken)
    {
        await sandbox.SendAsync(
            HttpMethod.Put,
            "control/shopee/settings",
            new JsonObject { ["pushUrl"] = new Uri(appAddress, "api/webhooks/stores/apps/shopee").AbsoluteUri },
            cancellationToken
        );
        var account = new JsonObject
        {
            ["platform"] = Shopee,
            ["displayName"] = "Sandbox Shopee shop",
            ["endpoint"] = new Uri(sandboxAddress, "shopee").AbsoluteUri,
            ["shopId"] = "600100200",
            ["currency"] = "VND",
            ["purchasingAccountId"] = PurchasingAccount,
            ["forwarder"] = Forwarder(),
        };

        // The tokens that the app got meanwhile are the only ones that work.
        var known = await app.GetAsync("api/accounts", cancellationToken);
        if (!known["stores"]!.AsArray().Any(store => store!["id"]!.GetValue<string>() == ShopeeAccount))
        {
            account["credentials"] = new JsonObject
            {
                ["partnerId"] = 2000001,
                ["partnerKey"] = "shpk73616e64626f782d73686f706565",
                ["accessToken"] = "sandbox-shopee-access",
                ["refreshToken"] = "sandbox-shopee-refresh",
            };
        }

        Require("store", await app.PutAsync($"api/accounts/stores/{ShopeeAccount}", account, cancellationToken));
        await SeedMappingsAsync(ShopeeAccount, cancellationToken);
    }

    private async Task SeedMappingsAsync(string store, CancellationToken cancellationToken)
    {
        var catalogue = await sandbox.GetAsync("control/catalog", cancellationToken);
        foreach (var product in catalogue["products"]!.AsArray())
        {
            var items = product!["parts"]!
                .AsArray()
                .Select(part =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["supplierId"] = part!["supplierId"]!.GetValue<string>(),
                            ["supplierName"] = part["supplierName"]!.GetValue<string>(),
                            ["offerId"] = part["offerId"]!.GetValue<string>(),
                            ["specId"] = part["specId"]?.GetValue<string>(),
                            ["quantity"] = part["quantity"]!.GetValue<int>(),
                            ["title"] = part["subject"]!.GetValue<string>(),
                            ["imageUrl"] = new Uri(sandboxAddress, $"1688/img/{part["offerId"]!.GetValue<string>()}.svg").AbsoluteUri,
                        }
                );
            var mapping = new JsonObject { ["sku"] = product["sku"]!.GetValue<string>(), ["items"] = new JsonArray([.. items]) };
            await app.PutAsync($"api/stores/{store}/mappings", mapping, cancellationToken);
        }
    }

    private static JsonObject Forwarder() =>
        new()
        {
            ["fullName"] = "集货仓 DS-01",
            ["mobile"] = "13800000199",
            ["country"] = "CN",
            ["province"] = "广东省",
            ["city"] = "深圳市",
            ["district"] = "宝安区",
            ["line1"] = "航城街道洲石路100号3栋集货仓",
            ["postCode"] = "518000",
        };

    private static void Require(string what, JsonNode answer)
    {
        if (!answer["verified"]!.GetValue<bool>())
        {
            throw new ToolException($"The sample {what} account could not be verified: {answer["problem"]}");
        }
    }
}
