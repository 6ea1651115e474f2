using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>Reads pushes. An app has one address for all its shops; the body names the shop.</summary>
internal static class ShopeeWebhooks
{
    private const int AuthorisationCancelled = 2;
    private const int OrderStatus = 3;
    private const int TrackingNumber = 4;
    private const int ShippingDocument = 15;

    /// <summary>The shop that a body names; null when it names none or cannot be read.</summary>
    public static string? FindShop(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body).OptionalWhole("shop_id")?.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return null;
        }
    }

    /// <param name="account">The store that the body names, or another one of the same app.</param>
    /// <param name="credentials">Its secret; null when there is none.</param>
    /// <param name="request">The push.</param>
    public static WebhookReading Read(StoreAccount account, ShopeeCredentials? credentials, WebhookRequest request)
    {
        if (credentials is null || !IsSigned(credentials, request))
        {
            return new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "the signature is missing or not of this app" };
        }

        var reading = new WebhookReading { Verdict = WebhookVerdict.Genuine };
        try
        {
            var json = JsonText.Parse(request.Body);

            // The app signs for all its shops alike: a genuine push may still be another shop's.
            return json.OptionalWhole("shop_id")?.ToString(CultureInfo.InvariantCulture) == account.ShopId
                ? Subject(reading, json)
                : reading;
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

    private static WebhookReading Subject(WebhookReading reading, JsonElement json)
    {
        var code = json.Count("code");
        var named = reading with { Topic = $"push/{code.ToString(CultureInfo.InvariantCulture)}" };
        switch (code)
        {
            case OrderStatus:
                var data = json.Object("data");
                return named with
                {
                    Subject = WebhookSubject.Order,
                    StoreOrderId = data.Text("ordersn"),
                    ChangedAt = data.OptionalWhole("update_time") is { } time ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
                };

            // When the order changed by it is not said.
            case TrackingNumber
            or ShippingDocument:
                return named with { Subject = WebhookSubject.Order, StoreOrderId = json.Object("data").Text("ordersn") };
            case AuthorisationCancelled:
                return named with
                {
                    Subject = WebhookSubject.AuthorizationEnded,
                    DeliveryId = $"{named.Topic}/{json.OptionalText("timestamp")}",
                };
            default:
                return named;
        }
    }

    // Address and body are signed by the book; some apps are sent pushes with the body alone signed.
    private static bool IsSigned(ShopeeCredentials credentials, WebhookRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out var given))
        {
            return false;
        }

        var signature = Encoding.ASCII.GetBytes(given.Trim());
        var body = Encoding.UTF8.GetString(request.Body.Span);
        var address = (credentials.PushAddress ?? request.Address).AbsoluteUri;
        return (
            from key in credentials.PushKeys.Prepend(credentials.PartnerKey)
            from text in (string[])[$"{address}|{body}", body]
            select CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(ShopeeClient.Sign(key, text)))
        ).Any(isRight => isRight);
    }
}
