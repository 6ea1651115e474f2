using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Sets up the sample accounts, the SKU mappings and the sandbox's webhooks. Repeating it is harmless.</summary>
internal sealed class Seeder(AppClient app, SandboxClient sandbox, Uri appAddress, Uri sandboxAddress, int callsPerSecond = 50)
{
    public const string Shopify = "shopify";
    public const string StoreAccount = "demo-store";
    public const string PurchasingAccount = "demo-1688";
    public const string ForwarderAccount = "demo-forwarder";

    /// <summary>The platforms that a store can be had of.</summary>
    public static IReadOnlyList<string> Platforms { get; } = [Shopify, .. SampleStore.All.Keys];

    /// <param name="stores">The platforms that get a store, of <see cref="Platforms"/>.</param>
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
        await SeedForwarderAsync(cancellationToken);
        if (stores.Contains(Shopify))
        {
            await SeedShopifyAsync(settings, cancellationToken);
        }

        foreach (var store in stores.Where(SampleStore.All.ContainsKey))
        {
            await SeedAsync(SampleStore.All[store], cancellationToken);
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
                    ["forwarderId"] = ForwarderAccount,
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

    private async Task SeedForwarderAsync(CancellationToken cancellationToken)
    {
        var settings = await sandbox.GetAsync("control/forwarder/settings", cancellationToken);
        await sandbox.SendAsync(
            HttpMethod.Put,
            "control/forwarder/settings",
            new JsonObject
            {
                ["arriveDelaySeconds"] = 2,
                ["sendDelaySeconds"] = 2,
                ["callbackUrl"] = new Uri(appAddress, $"api/webhooks/forwarders/{ForwarderAccount}").AbsoluteUri,
            },
            cancellationToken
        );
        Require(
            "forwarder",
            await app.PutAsync(
                $"api/accounts/forwarders/{ForwarderAccount}",
                new JsonObject
                {
                    ["kind"] = "http",
                    ["displayName"] = "Sandbox forwarder",
                    ["endpoint"] = new Uri(sandboxAddress, "forwarder").AbsoluteUri,
                    ["memberCode"] = "DS-01",
                    ["warehouse"] = new JsonObject
                    {
                        ["fullName"] = "集货仓",
                        ["mobile"] = "13800000199",
                        ["country"] = "CN",
                        ["province"] = "广东省",
                        ["city"] = "深圳市",
                        ["district"] = "宝安区",
                        ["line1"] = "航城街道洲石路100号3栋集货仓",
                        ["postCode"] = "518000",
                    },
                    ["credentials"] = new JsonObject { ["secret"] = settings["secret"]!.GetValue<string>() },
                },
                cancellationToken
            )
        );
    }

    private async Task SeedAsync(SampleStore store, CancellationToken cancellationToken)
    {
        if (store.Deliveries is { } deliveries)
        {
            await sandbox.SendAsync(
                HttpMethod.Put,
                $"control/{store.Platform}/settings",
                new JsonObject { [store.DeliverySetting] = new Uri(appAddress, deliveries).AbsoluteUri },
                cancellationToken
            );
        }

        var account = new JsonObject
        {
            ["platform"] = store.Platform,
            ["displayName"] = $"Sandbox {store.Platform} store",
            ["endpoint"] = new Uri(sandboxAddress, store.Path).AbsoluteUri,
            ["shopId"] = store.ShopId,
            ["currency"] = store.Currency,
            ["purchasingAccountId"] = PurchasingAccount,
            ["forwarderId"] = ForwarderAccount,
        };

        // The tokens that the app got meanwhile are the only ones that work.
        var known = await app.GetAsync("api/accounts", cancellationToken);
        if (!known["stores"]!.AsArray().Any(one => one!["id"]!.GetValue<string>() == store.Account))
        {
            var credentials = store.Credentials.DeepClone();
            if (store.AuthPath is { } path)
            {
                credentials["authEndpoint"] = new Uri(sandboxAddress, path).AbsoluteUri;
            }

            account["credentials"] = credentials;
        }

        Require("store", await app.PutAsync($"api/accounts/stores/{store.Account}", account, cancellationToken));
        await SeedMappingsAsync(store.Account, cancellationToken);
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

    private static void Require(string what, JsonNode answer)
    {
        if (!answer["verified"]!.GetValue<bool>())
        {
            throw new ToolException($"The sample {what} account could not be verified: {answer["problem"]}");
        }
    }
}
