using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>Puts webhooks on their way: to the address declared with the app, and to every subscription made by API.</summary>
internal static class Webhooks
{
    public const string ApiVersion = "2026-07";

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Send(Step step, string shop, string topic, JsonObject body)
    {
        var settings = step.Settings;
        if (!settings.WebhooksEnabled)
        {
            return;
        }

        var targets = new List<(string Url, string? Subscription, string? Name)>();
        if (settings.ShopifyWebhookUrl is { Length: > 0 } declared)
        {
            targets.Add((declared, null, null));
        }

        var name = TopicName(topic);
        targets.AddRange(
            step.All<WebhookSubscription>().Where(s => s.Shop == shop && s.Topic == name).Select(s => (s.Uri, (string?)s.Key, s.Name))
        );

        // Shopify escapes slashes, which a hash over anything but the raw bytes would trip over.
        var text = body.ToJsonString(s_json).Replace("/", "\\/", StringComparison.Ordinal);
        var eventId = Guid.NewGuid().ToString();
        foreach (var (url, subscription, subscriptionName) in targets)
        {
            var delivery = new Delivery
            {
                Key = Guid.NewGuid().ToString(),
                Url = url,
                Topic = topic,
                Body = text,
                Subscription = subscription,
                DueAt = step.Elapsed,
                Headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["X-Shopify-Topic"] = topic,
                    ["X-Shopify-Shop-Domain"] = Domain(shop),
                    ["X-Shopify-API-Version"] = ApiVersion,
                    ["X-Shopify-Event-Id"] = eventId,
                    ["X-Shopify-Triggered-At"] = step.Now.UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
                        System.Globalization.CultureInfo.InvariantCulture
                    ),
                },
            };
            delivery.Headers["X-Shopify-Webhook-Id"] = delivery.Key;
            if (subscriptionName is not null)
            {
                delivery.Headers["X-Shopify-Name"] = subscriptionName;
            }

            step.Add(delivery);
        }
    }

    public static string Sign(string secret, string body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    public static string Domain(string shop) => shop.Contains('.', StringComparison.Ordinal) ? shop : shop + ".myshopify.com";

    private static string TopicName(string topic) => topic.Replace('/', '_').ToUpperInvariant();
}
