using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Lazada;

/// <summary>Reads messages. An app has one address for all its shops; the body names the shop.</summary>
internal static class LazadaWebhooks
{
    private const int TradeOrder = 0;
    private const int ReverseOrder = 10;
    private const int Fulfilment = 14;

    /// <summary>The shop that a body names; null when it names none or cannot be read.</summary>
    public static string? FindShop(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body).OptionalText("seller_id");
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return null;
        }
    }

    /// <param name="account">The store that the body names, or another one of the same app.</param>
    /// <param name="credentials">Its secret; null when there is none.</param>
    /// <param name="request">The message.</param>
    public static WebhookReading Read(StoreAccount account, AppCredentials? credentials, WebhookRequest request)
    {
        if (credentials is null || !IsSigned(credentials, request))
        {
            return new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "the signature is missing or not of this app" };
        }

        var reading = new WebhookReading { Verdict = WebhookVerdict.Genuine };
        try
        {
            var json = JsonText.Parse(request.Body);

            // The app signs for all its shops alike: a genuine message may still be another shop's.
            return json.OptionalText("seller_id") == account.ShopId ? Subject(reading, json) : reading;
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

    public static string Sign(string secret, string appKey, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(appKey + body)));

    private static WebhookReading Subject(WebhookReading reading, JsonElement json)
    {
        var type = json.Count("message_type");
        var named = reading with { Topic = $"message/{type}" };
        if (type is not (TradeOrder or ReverseOrder or Fulfilment))
        {
            return named;
        }

        var data = json.Object("data");
        return named with
        {
            Subject = WebhookSubject.Order,
            StoreOrderId = data.Text("trade_order_id"),

            // The other kinds name the time of something else.
            ChangedAt =
                type == TradeOrder && data.OptionalWhole("status_update_time") is { } time
                    ? DateTimeOffset.FromUnixTimeSeconds(time)
                    : null,
        };
    }

    private static bool IsSigned(AppCredentials credentials, WebhookRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out var given))
        {
            return false;
        }

        var signature = Encoding.ASCII.GetBytes(given.Trim());
        var body = Encoding.UTF8.GetString(request.Body.Span);
        return credentials
            .PushSecrets.Prepend(credentials.AppSecret)
            .Any(secret =>
                CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(Sign(secret, credentials.AppKey, body)))
            );
    }
}
