using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>Shopify stores.</summary>
internal sealed class ShopifyStandIn : IStandIn
{
    // At so many failures in a row the real service forgets the subscription.
    private const int MostFailures = 9;

    public string Name => "shopify";

    public IReadOnlyList<(Type Kind, string Name)> Entities { get; } =
    [(typeof(StoreOrder), "storeOrder"), (typeof(StoreToken), "storeToken"), (typeof(WebhookSubscription), "webhookSubscription")];

    public void Map(IEndpointRouteBuilder routes, SandboxWorld world) => new ShopifyEndpoints(world).Map(routes);

    public void Seed(Step step) { }

    public void ExpireTokens(Step step)
    {
        foreach (var token in step.All<StoreToken>().ToList())
        {
            step.Remove(token);
        }
    }

    public (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (
                200,
                new JsonObject
                {
                    ["errors"] = new JsonArray(
                        new JsonObject
                        {
                            ["message"] = "Throttled",
                            ["extensions"] = new JsonObject
                            {
                                ["code"] = "THROTTLED",
                                ["documentation"] = "https://shopify.dev/api/usage/rate-limits",
                            },
                        }
                    ),
                    ["extensions"] = new JsonObject
                    {
                        ["cost"] = new JsonObject
                        {
                            ["requestedQueryCost"] = 120,
                            ["actualQueryCost"] = null,
                            ["throttleStatus"] = new JsonObject
                            {
                                ["maximumAvailable"] = 2000.0,
                                ["currentlyAvailable"] = 20,
                                ["restoreRate"] = 100.0,
                            },
                        },
                    },
                }
            ),
            Fault.TokenExpired => (
                401,
                new JsonObject { ["errors"] = "[API] Invalid API key or access token (unrecognized login or wrong password)" }
            ),
            _ => null,
        };

    public IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery) =>
        [KeyValuePair.Create("X-Shopify-Hmac-Sha256", Webhooks.Sign(step.Settings.ShopifyClientSecret, delivery.Body))];

    public void NoteDelivery(Step step, Delivery delivery, bool delivered)
    {
        if (delivery.Subscription is not { } key || step.Find<WebhookSubscription>(key) is not { } subscription)
        {
            return;
        }

        subscription.Failures = delivered ? 0 : subscription.Failures + 1;
        step.Touch(subscription);
        if (subscription.Failures >= MostFailures)
        {
            step.Remove(subscription);
        }
    }
}
