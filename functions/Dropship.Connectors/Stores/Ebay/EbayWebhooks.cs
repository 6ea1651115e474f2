using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Ebay;

/// <summary>Reads notifications. They are signed with a key of eBay's that is looked up by its id and kept for a while.</summary>
internal sealed class EbayWebhooks(EbayClient client, Credentials<AppCredentials> credentials, TimeProvider time)
{
    private const int MostUnknown = 1000;

    private static readonly TimeSpan s_kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_unknownFor = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, (string Pem, DateTimeOffset ReadAt)> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _unknown = new(StringComparer.Ordinal);

    /// <summary>The seller that a body names; null when it names none or cannot be read.</summary>
    public static string? FindShop(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body).OptionalField("notification")?.OptionalField("data")?.OptionalText("sellerId");
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return null;
        }
    }

    public async Task<WebhookReading> ReadAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken)
    {
        var known = await credentials.GetAsync(account.SecretName, cancellationToken);
        switch (known is null ? false : await IsSignedAsync(account, known, request, cancellationToken))
        {
            case null:
                return new WebhookReading { Verdict = WebhookVerdict.Unanswered, Problem = "eBay's key cannot be looked up now" };
            case false:
                return new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "the signature is missing or not eBay's" };
        }

        var reading = new WebhookReading { Verdict = WebhookVerdict.Genuine };
        try
        {
            var json = JsonText.Parse(request.Body);
            var topic = json.Object("metadata").Text("topic");
            var notification = json.Object("notification");
            var named = reading with { Topic = topic, DeliveryId = notification.OptionalText("notificationId") ?? string.Empty };
            var data = notification.OptionalField("data");

            // eBay tells all apps of each user who leaves; nothing is kept here by user.
            return
                topic is not ("ORDER_CONFIRMATION" or "ITEM_MARKED_SHIPPED")
                || data?.OptionalText("orderId") is not { } order
                || (data.Value.OptionalText("sellerId") is { } seller && seller != account.ShopId)
                ? named
                : named with
                {
                    Subject = WebhookSubject.Order,
                    StoreOrderId = order,
                    ChangedAt = notification.OptionalTime("eventDate"),
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

    /// <summary>Whether a body bears a signature under a key, as it came or in its compact form.</summary>
    public static bool IsSigned(string pem, ReadOnlyMemory<byte> body, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return Holds(body.Span) || Holds(JsonSerializer.SerializeToUtf8Bytes(JsonText.Parse(body), s_compact));

#pragma warning disable CA5350 // eBay signs with SHA-1 and nothing else.
        bool Holds(ReadOnlySpan<byte> text) =>
            key.VerifyData(text, signature, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);
#pragma warning restore CA5350
    }

    // Null when the key cannot be looked up now: nothing is known of the signature.
    private async Task<bool?> IsSignedAsync(
        StoreAccount account,
        AppCredentials known,
        WebhookRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!request.Headers.TryGetValue("X-EBAY-SIGNATURE", out var header))
        {
            return false;
        }

        try
        {
            var json = JsonText.Parse(Convert.FromBase64String(header));
            var key = await FindKeyAsync(account, known, json.Text("kid"), cancellationToken);
            return key.IsSuccess
                ? key.Value is { } pem && IsSigned(pem, request.Body, Convert.FromBase64String(json.Text("signature")))
                : null;
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception) || exception is CryptographicException)
        {
            return false;
        }
    }

    // The key of an id; null when there is none.
    private async Task<CallResult<string?>> FindKeyAsync(
        StoreAccount account,
        AppCredentials known,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (_keys.TryGetValue(id, out var kept) && time.GetUtcNow() - kept.ReadAt < s_kept)
        {
            return CallResult.Success<string?>(kept.Pem);
        }

        // The id comes from outside: only what can be one is asked for.
        if (!Guid.TryParse(id, out var guid))
        {
            return CallResult.Success<string?>(null);
        }

        var place = $"{account.Endpoint}|{guid}";
        if (_unknown.TryGetValue(place, out var askedAt) && time.GetUtcNow() - askedAt < s_unknownFor)
        {
            return CallResult.Success<string?>(null);
        }

        var key = await client.GetForAppAsync(
            account,
            known,
            "public_key",
            $"/commerce/notification/v1/public_key/{guid}",
            json => PemOf(json.Text("key")),
            cancellationToken
        );
        if (key.Problem is { Kind: ProblemKind.Rejected })
        {
            if (_unknown.Count >= MostUnknown)
            {
                _unknown.Clear();
            }

            _unknown[place] = time.GetUtcNow();
            return CallResult.Success<string?>(null);
        }

        if (!key.IsSuccess)
        {
            // A key is good for far longer than it is kept.
            return kept.Pem is { } pem ? CallResult.Success<string?>(pem) : key.As<string?>();
        }

        _keys[id] = (key.Value, time.GetUtcNow());
        return CallResult.Success<string?>(key.Value);
    }

    // It comes without line breaks, which it cannot be read without.
    private static string PemOf(string key)
    {
        var text = new StringBuilder(key.Trim());
        text.Replace("-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n");
        text.Replace("-----END PUBLIC KEY-----", "\n-----END PUBLIC KEY-----");
        return text.ToString();
    }
}
