using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Reads webhook deliveries: signature over the raw bytes first, content after.</summary>
internal static class ShopifyWebhooks
{
    /// <param name="account">The store that the delivery's address names.</param>
    /// <param name="secrets">Every secret that may have signed it.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="body">The raw body.</param>
    public static WebhookReading Read(
        StoreAccount account,
        IEnumerable<string> secrets,
        IReadOnlyDictionary<string, string> headers,
        ReadOnlyMemory<byte> body
    )
    {
        var known = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        if (
            !known.TryGetValue("X-Shopify-Hmac-Sha256", out var signature)
            || !secrets.Any(secret => IsSignedWith(secret, body.Span, signature))
        )
        {
            return Refused("the signature is missing or not of this app");
        }

        // One app signs for all its stores alike: a genuine delivery may still be another store's.
        if (!known.TryGetValue("X-Shopify-Shop-Domain", out var domain) || !IsOf(account, domain))
        {
            return Refused("the delivery is another store's");
        }

        var topic = known.GetValueOrDefault("X-Shopify-Topic") ?? string.Empty;
        var reading = new WebhookReading
        {
            Verdict = WebhookVerdict.Genuine,
            Topic = topic,
            DeliveryId = known.GetValueOrDefault("X-Shopify-Webhook-Id") ?? string.Empty,
            EventId = known.GetValueOrDefault("X-Shopify-Event-Id") ?? string.Empty,
        };
        try
        {
            return Subject(reading, topic, JsonText.Parse(body));
        }
        catch (JsonException)
        {
            return reading with { Verdict = WebhookVerdict.Unreadable, Problem = "the body is not JSON" };
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return reading with { Verdict = WebhookVerdict.Unreadable, Problem = exception.Message };
        }
    }

    private static WebhookReading Subject(WebhookReading reading, string topic, JsonElement json) =>
        topic switch
        {
            "app/uninstalled" => reading with { Subject = WebhookSubject.AuthorizationEnded },
            "customers/data_request" => reading with
            {
                Subject = WebhookSubject.PersonalDataRequest,
                StoreOrderIds = Ids(json, "orders_requested"),
            },
            "customers/redact" => reading with
            {
                Subject = WebhookSubject.PersonalDataErasure,
                StoreOrderIds = Ids(json, "orders_to_redact"),
            },
            "shop/redact" => reading with { Subject = WebhookSubject.StoreErasure },
            "orders/create"
            or "orders/updated"
            or "orders/paid"
            or "orders/cancelled"
            or "orders/fulfilled"
            or "orders/partially_fulfilled" => reading with
            {
                Subject = WebhookSubject.Order,
                StoreOrderId = json.Text("id"),
                ChangedAt = json.OptionalTime("updated_at"),
            },

            // Whatever happens to a parcel changes its order, and that is announced as well.
            _ when topic.StartsWith("fulfillments/", StringComparison.Ordinal) => reading,

            // The time in it is the refund's, and says nothing of the order's.
            "refunds/create" => reading with { Subject = WebhookSubject.Order, StoreOrderId = json.Text("order_id") },

            // Bodies of other topics have shapes of their own, and their times are not the order's. One that names no order is left alone.
            _ when OrderOf(topic, json) is { } order => reading with { Subject = WebhookSubject.Order, StoreOrderId = order },
            _ => reading,
        };

    /// <summary>The fulfilment order that a genuine delivery is about; null when it names none.</summary>
    public static string? FulfillmentOrderOf(WebhookReading reading, ReadOnlyMemory<byte> body)
    {
        if (
            reading is not { Verdict: WebhookVerdict.Genuine, StoreOrderId: null }
            || !reading.Topic.StartsWith("fulfillment_orders/", StringComparison.Ordinal)
            || JsonText.Parse(body) is not { ValueKind: JsonValueKind.Object } json
        )
        {
            return null;
        }

        // Each topic has its own name for it, such as the one that was moved, and may list several of one order.
        return json.EnumerateObject()
            .Where(field => field.Name.Contains("fulfillment_order", StringComparison.Ordinal))
            .SelectMany(field =>
                field.Value.ValueKind == JsonValueKind.Array ? [.. field.Value.EnumerateArray()] : (JsonElement[])[field.Value]
            )
            .Select(part => part.ValueKind == JsonValueKind.Object ? Id(part, "id") : null)
            .Select(Number)
            .FirstOrDefault(id => id is not null);
    }

    private static string? OrderOf(string topic, JsonElement json)
    {
        var owners = (JsonElement?[])
            [json.OptionalField("order_edit"), json.OptionalField("fulfillment_order"), json.OptionalField("order_risk_assessment"), json];
        var id =
            owners.Select(owner => Id(owner, "order_id")).FirstOrDefault(id => id is not null)
            ?? (topic.StartsWith("orders/", StringComparison.Ordinal) ? Id(json.OptionalField("order"), "id") ?? Id(json, "id") : null);
        return Number(id);
    }

    // The number at the end of an id of the API.
    private static string? Number(string? id) =>
        id is not null && id[(id.LastIndexOf('/') + 1)..] is { Length: > 0 and < 20 } number && number.All(char.IsAsciiDigit)
            ? number
            : null;

    private static string? Id(JsonElement? owner, string name) =>
        owner?.OptionalField(name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } ? owner.Value.OptionalText(name) : null;

    private static List<string> Ids(JsonElement json, string name) =>
        [.. json.OptionalItems(name).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())];

    private static bool IsSignedWith(string secret, ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Base64.IsValid(signature) || !Convert.TryFromBase64String(signature, given, out var length) || length != given.Length)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(given, expected);
    }

    private static bool IsOf(StoreAccount account, string domain)
    {
        // An endpoint may be a path of a gateway; its last segment then names the store.
        var path = account.Endpoint.AbsolutePath.Trim('/');
        var name = path.Length == 0 ? account.Endpoint.Host : $"{path[(path.LastIndexOf('/') + 1)..]}.myshopify.com";
        return string.Equals(name, domain, StringComparison.OrdinalIgnoreCase);
    }

    private static WebhookReading Refused(string problem) => new() { Verdict = WebhookVerdict.BadSignature, Problem = problem };
}
