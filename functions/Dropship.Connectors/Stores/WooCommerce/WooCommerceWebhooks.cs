using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>Reads deliveries, signed over the raw body.</summary>
internal static class WooCommerceWebhooks
{
    public static WebhookReading Read(WooCommerceCredentials? credentials, WebhookRequest request)
    {
        // The ping at the set-up bears no signature, and is switched off when it is not thanked for.
        if (!request.Headers.TryGetValue("X-WC-Webhook-Signature", out var given) && request.Body.Span.StartsWith("webhook_id="u8))
        {
            return new WebhookReading { Verdict = WebhookVerdict.Genuine, Topic = "ping" };
        }

        var signature = Encoding.ASCII.GetBytes(given ?? string.Empty);
        var isSigned = ((string?[])[credentials?.WebhookSecret, credentials?.FormerWebhookSecret]).Any(secret =>
            secret is { Length: > 0 }
            && CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(Sign(secret, request.Body.Span)))
        );
        if (!isSigned)
        {
            return new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "the signature is missing or not of this store" };
        }

        var reading = new WebhookReading
        {
            Verdict = WebhookVerdict.Genuine,
            Topic = request.Headers.GetValueOrDefault("X-WC-Webhook-Topic") ?? string.Empty,
        };
        if (!reading.Topic.StartsWith("order.", StringComparison.Ordinal))
        {
            return reading;
        }

        try
        {
            var json = JsonText.Parse(request.Body);
            return reading with
            {
                Subject = WebhookSubject.Order,
                StoreOrderId = json.Text("id"),
                ChangedAt = json.OptionalTime("date_modified_gmt"),
            };
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return reading with
            {
                Verdict = WebhookVerdict.Unreadable,
                Problem = exception is JsonException ? "the body is not JSON" : exception.Message,
            };
        }
    }

    public static string Sign(string secret, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
