using System.Text.Json.Nodes;

namespace Dropship.Local;

/// <summary>A store of the sandbox beside the Shopify one.</summary>
/// <param name="Platform">Its platform, which is also its path in the sandbox.</param>
/// <param name="Currency">The currency of its orders.</param>
/// <param name="Deliveries">Where its deliveries go in the app; null where it sends none.</param>
/// <param name="Credentials">What opens it at the first start.</param>
internal sealed record SampleStore(string Platform, string Currency, string? Deliveries, JsonObject Credentials)
{
    public string Account => $"demo-{Platform}";

    /// <summary>Its interface's path in the sandbox.</summary>
    public string Path { get; init; } = Platform;

    /// <summary>The path of its page of consent in the sandbox; null where there is none.</summary>
    public string? AuthPath { get; init; }

    /// <summary>The platform's id of the shop; null where the endpoint names it.</summary>
    public string? ShopId { get; init; }

    /// <summary>The setting of the stand-in that names where its deliveries go.</summary>
    public string DeliverySetting { get; init; } = "webhookUrl";

    /// <summary>All of them, by platform.</summary>
    public static IReadOnlyDictionary<string, SampleStore> All { get; } =
        (
            (SampleStore[])
                [
                    new(
                        "shopee",
                        "VND",
                        "api/webhooks/stores/apps/shopee",
                        new JsonObject
                        {
                            ["partnerId"] = 2000001,
                            ["partnerKey"] = "shpk73616e64626f782d73686f706565",
                            ["accessToken"] = "sandbox-shopee-access",
                            ["refreshToken"] = "sandbox-shopee-refresh",
                        }
                    )
                    {
                        ShopId = "600100200",
                        DeliverySetting = "pushUrl",
                    },
                    new("generic", "USD", "api/stores/demo-generic/orders", new JsonObject { ["secret"] = "sandbox-generic-secret" }),
                    new(
                        "woocommerce",
                        "USD",
                        "api/webhooks/stores/demo-woocommerce",
                        new JsonObject
                        {
                            ["consumerKey"] = "ck_sandbox",
                            ["consumerSecret"] = "cs_sandbox",
                            ["webhookSecret"] = "wh_sandbox",
                        }
                    ),
                    new(
                        "lazada",
                        "MYR",
                        "api/webhooks/stores/apps/lazada",
                        new JsonObject
                        {
                            ["appKey"] = "123456",
                            ["appSecret"] = "sandbox-lazada-secret",
                            ["accessToken"] = "sandbox-lazada-access",
                            ["refreshToken"] = "sandbox-lazada-refresh",
                        }
                    )
                    {
                        ShopId = "1001",
                        Path = "lazada/rest",
                        AuthPath = "lazada",
                    },
                    new(
                        "ebay",
                        "USD",
                        "api/webhooks/stores/apps/ebay",
                        new JsonObject
                        {
                            ["appKey"] = "sandbox-ebay-client",
                            ["appSecret"] = "sandbox-ebay-secret",
                            ["accessToken"] = "sandbox-ebay-access",
                            ["refreshToken"] = "sandbox-ebay-refresh",
                        }
                    )
                    {
                        ShopId = "sandbox-seller",
                        AuthPath = "ebay",
                    },
                    new(
                        "amazon",
                        "USD",
                        Deliveries: null,
                        new JsonObject
                        {
                            ["appKey"] = "amzn1.application-oa2-client.sandbox",
                            ["appSecret"] = "sandbox-amazon-secret",
                            ["marketplaceId"] = "ATVPDKIKX0DER",
                            ["accessToken"] = "Atza|sandbox",
                            ["refreshToken"] = "Atzr|sandbox",
                        }
                    )
                    {
                        ShopId = "A2SANDBOX/ATVPDKIKX0DER",
                        AuthPath = "amazon",
                    },
                    new(
                        "shoplazza",
                        "USD",
                        "api/webhooks/stores/demo-shoplazza",
                        new JsonObject
                        {
                            ["appKey"] = "sandbox-shoplazza-client",
                            ["appSecret"] = "sandbox-shoplazza-secret",
                            ["accessToken"] = "sandbox-shoplazza-access",
                            ["refreshToken"] = "sandbox-shoplazza-refresh",
                        }
                    ),
                    new(
                        "tiktok",
                        "USD",
                        "api/webhooks/stores/apps/tiktok",
                        new JsonObject
                        {
                            ["appKey"] = "sandboxtiktok1",
                            ["appSecret"] = "sandbox-tiktok-secret",
                            ["serviceId"] = "7000000000000000001",
                            ["shopCipher"] = "ROW_sandbox",
                            ["region"] = "US",
                            ["accessToken"] = "sandbox-tiktok-access",
                            ["refreshToken"] = "sandbox-tiktok-refresh",
                        }
                    )
                    {
                        ShopId = "7494049642642440001",
                        AuthPath = "tiktok",
                    },
                ]
        ).ToDictionary(store => store.Platform, StringComparer.Ordinal);
}
