using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Chat;

/// <summary>How each kind of group takes a message, and how it answers.</summary>
internal static class ChatFormats
{
    // DingTalk takes 20,000 bytes, WeCom 2,048, Feishu 20,000, Slack 40,000 characters; one of Chinese is three bytes.
    private const int MostBytes = 2000;

    /// <summary>The request that posts a message.</summary>
    public static HttpRequestMessage Make(ChatOptions options, ChatMessage message, DateTimeOffset now)
    {
        var text = Cut($"{message.Title}\n{message.Text}");
        return options.Kind switch
        {
            ChatKind.DingTalk => Post(
                SignedForDingTalk(options, now),
                new JsonObject
                {
                    ["msgtype"] = "text",
                    ["text"] = new JsonObject { ["content"] = text },
                }
            ),
            ChatKind.WeCom => Post(
                options.Address!,
                new JsonObject
                {
                    ["msgtype"] = "text",
                    ["text"] = new JsonObject { ["content"] = text },
                }
            ),
            ChatKind.Feishu => Post(options.Address!, ForFeishu(options, text, now)),
            ChatKind.Slack => Post(options.Address!, new JsonObject { ["text"] = Escape(text) }),
            ChatKind.Webhook => ForWebhook(options, message, now),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such kind of group."),
        };
    }

    /// <summary>What the answer says.</summary>
    public static CallResult<Unit> Read(ChatKind kind, ApiResponse response)
    {
        if (!response.IsSuccess)
        {
            return CallResult.Refused<Unit>($"http-{response.Status}", $"The group's address answers HTTP {response.Status}.");
        }

        var (code, text) = kind switch
        {
            ChatKind.DingTalk or ChatKind.WeCom => ("errcode", "errmsg"),
            ChatKind.Feishu => ("code", "msg"),
            _ => (null, null),
        };
        if (code is null)
        {
            return CallResult.Success(default(Unit));
        }

        var json = response.ReadObject();
        var answer =
            json.OptionalWhole(code) ?? json.OptionalWhole("StatusCode") ?? throw new UnreadableReplyException($"'{code}' is missing");
        return answer == 0
            ? CallResult.Success(default(Unit))
            : CallResult.Refused<Unit>(answer.ToString(CultureInfo.InvariantCulture), json.OptionalText(text!) ?? string.Empty);
    }

    private static Uri SignedForDingTalk(ChatOptions options, DateTimeOffset now)
    {
        if (options.Secret is not { } secret)
        {
            return options.Address!;
        }

        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}\n{secret}")));
        return new Uri($"{options.Address!.AbsoluteUri}&timestamp={time}&sign={Uri.EscapeDataString(sign)}");
    }

    private static JsonObject ForFeishu(ChatOptions options, string text, DateTimeOffset now)
    {
        var body = new JsonObject
        {
            ["msg_type"] = "text",
            ["content"] = new JsonObject { ["text"] = text },
        };
        if (options.Secret is { } secret)
        {
            // The time and the secret are the key, and nothing is the message.
            var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            body["timestamp"] = time;
            body["sign"] = Convert.ToBase64String(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{time}\n{secret}"), ReadOnlySpan<byte>.Empty)
            );
        }

        return body;
    }

    private static HttpRequestMessage ForWebhook(ChatOptions options, ChatMessage message, DateTimeOffset now)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["id"] = message.Id,
                ["title"] = message.Title,
                ["text"] = message.Text,
            }
        );
        var request = Post(options.Address!, body);
        if (options.Secret is { } secret)
        {
            var time = now.ToUnixTimeSeconds();
            var path = options.Address!.PathAndQuery;
            request.Headers.Add(RequestSignature.TimeHeader, time.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add(RequestSignature.SignatureHeader, RequestSignature.Sign(secret, time, "POST", path, body));
        }

        return request;
    }

    private static HttpRequestMessage Post(Uri address, JsonObject body) => Post(address, JsonSerializer.SerializeToUtf8Bytes(body));

    private static HttpRequestMessage Post(Uri address, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
    }

    // Slack reads these three as its own marks.
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostBytes)
        {
            return text;
        }

        var kept = new StringBuilder();
        var room = MostBytes - 3;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.Append('…').ToString();
    }
}
