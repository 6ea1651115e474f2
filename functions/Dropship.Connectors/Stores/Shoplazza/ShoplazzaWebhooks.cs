using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shoplazza;

/// <summary>Reads deliveries, signed over the raw body.</summary>
internal static class ShoplazzaWebhooks
{
    public static WebhookReading Read(AppCredentials? credentials, WebhookRequest request)
    {
        if (credentials is null || !IsSigned(credentials, request))
        {
            return new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "the signature is missing or not of this app" };
        }

        var reading = new WebhookReading
        {
            Verdict = WebhookVerdict.Genuine,
            Topic = request.Headers.GetValueOrDefault("X-Shoplazza-Topic") ?? string.Empty,
        };
        if (!reading.Topic.StartsWith("orders/", StringComparison.Ordinal) && !reading.Topic.StartsWith("order/", StringComparison.Ordinal))
        {
            return reading;
        }

        try
        {
            var order = JsonText.Parse(request.Body).Object("order");
            return reading with
            {
                Subject = WebhookSubject.Order,
                StoreOrderId = order.Text("id"),
                ChangedAt = order.OptionalTime("updated_at"),
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

    // Shoplazza's pages tell of Base64 in one place and of hexadecimal in another.
    private static bool IsSigned(AppCredentials credentials, WebhookRequest request)
    {
        if (!request.Headers.TryGetValue("X-Shoplazza-Hmac-Sha256", out var given))
        {
            return false;
        }

        var signature = Encoding.UTF8.GetBytes(given.Trim());
        return credentials
            .PushSecrets.Prepend(credentials.AppSecret)
            .Any(secret =>
            {
                var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), request.Body.Span);
                return CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(Convert.ToBase64String(right)))
                    || CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(right)));
            });
    }
}
