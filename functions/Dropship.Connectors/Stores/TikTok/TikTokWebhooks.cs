using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>Reads webhooks. An app has one address for all its shops; the body names the shop.</summary>
internal static class TikTokWebhooks
{
    private const int OrderStatus = 1;
    private const int Address = 3;
    private const int Package = 4;
    private const int Deauthorisation = 6;
    private const int Cancellation = 11;
    private const int Return = 12;

    /// <summary>The shop that a body names; null when it names none or cannot be read.</summary>
    public static string? FindShop(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body).OptionalText("shop_id");
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return null;
        }
    }

    /// <param name="account">The store that the body names, or another one of the same app.</param>
    /// <param name="credentials">Its secret; null when there is none.</param>
    /// <param name="request">The webhook.</param>
    public static WebhookReading Read(StoreAccount account, TikTokCredentials? credentials, WebhookRequest request)
    {
        if (credentials is null || !IsSigned(credentials, request))
        {
            return new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "the signature is missing or not of this app" };
        }

        var reading = new WebhookReading { Verdict = WebhookVerdict.Genuine };
        try
        {
            var json = JsonText.Parse(request.Body);

            // The app signs for all its shops alike: a genuine webhook may still be another shop's.
            return json.OptionalText("shop_id") == account.ShopId ? Subject(reading, json) : reading;
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

    /// <summary>The signature: lower-case hexadecimal HMAC-SHA256 over the app's key and the body as it came.</summary>
    public static string Sign(string secret, string appKey, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(appKey), .. body])
        );

    private static WebhookReading Subject(WebhookReading reading, JsonElement json)
    {
        var type = json.Count("type");
        var topic = $"webhook/{type.ToString(CultureInfo.InvariantCulture)}";
        var named = reading with
        {
            Topic = topic,
            DeliveryId = json.OptionalText("tts_notification_id") is { } id ? $"{topic}/{id}" : string.Empty,
        };
        switch (type)
        {
            case OrderStatus:
                var data = json.Object("data");
                return named with
                {
                    Subject = WebhookSubject.Order,
                    StoreOrderId = data.Text("order_id"),
                    ChangedAt = TikTokMapper.OptionalTime(data, "update_time"),
                };

            // The times of these are of something else than the order.
            case Address
            or Cancellation
            or Return:
                return named with { Subject = WebhookSubject.Order, StoreOrderId = json.Object("data").Text("order_id") };

            // Where packages of several orders are combined, the others are read with their next change, or before a payment.
            case Package:
                var orders = json.Object("data").Items("package_list").SelectMany(package => package.Items("order_id_list")).ToList();
                return orders.Count == 0
                    ? named
                    : named with
                    {
                        Subject = WebhookSubject.Order,
                        StoreOrderId = orders[0].ValueKind == JsonValueKind.String ? orders[0].GetString() : orders[0].GetRawText(),
                    };
            case Deauthorisation:
                return named with
                {
                    Subject = WebhookSubject.AuthorizationEnded,
                    DeliveryId = named.DeliveryId.Length > 0 ? named.DeliveryId : $"{topic}/{json.OptionalText("timestamp")}",
                };
            default:
                return named;
        }
    }

    private static bool IsSigned(TikTokCredentials credentials, WebhookRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out var given))
        {
            return false;
        }

        var signature = Encoding.ASCII.GetBytes(given.Trim());
        return credentials
            .PushSecrets.Prepend(credentials.AppSecret)
            .Any(secret =>
                CryptographicOperations.FixedTimeEquals(
                    signature,
                    Encoding.ASCII.GetBytes(Sign(secret, credentials.AppKey, request.Body.Span))
                )
            );
    }
}
