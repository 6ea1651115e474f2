using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>Shopee's Open API client: signs requests and reads reply envelopes.</summary>
internal sealed class ShopeeClient(TokenCalls<ShopeeCredentials> calls, ShopeeAuth auth, TimeProvider time)
{
    /// <summary>Reads from a shop.</summary>
    /// <param name="account">The store.</param>
    /// <param name="path">The path, as it is signed.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="read">Turns the reply into the result.</param>
    public Task<CallResult<T>> GetAsync<T>(
        StoreAccount account,
        string path,
        (string Name, string Value)[] query,
        string subject,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            Call(account, path, subject, isRead: true),
            credentials => new HttpRequestMessage(HttpMethod.Get, Address(account, credentials, path, query)),
            (call, reply) => Read(call, reply, time.GetUtcNow(), read),
            cancellationToken
        );

    /// <summary>Asks a shop for something by POST that changes nothing.</summary>
    /// <param name="account">The store.</param>
    /// <param name="path">The path, as it is signed.</param>
    /// <param name="body">What is asked; fields are named as they go out.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="read">Turns the reply into the result.</param>
    public Task<CallResult<T>> AskAsync<T>(
        StoreAccount account,
        string path,
        object body,
        string subject,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            Call(account, path, subject, isRead: true),
            Post(account, path, body),
            (call, reply) => Read(call, reply, time.GetUtcNow(), read),
            cancellationToken
        );

    /// <summary>Asks a shop for a file.</summary>
    /// <param name="account">The store.</param>
    /// <param name="path">The path, as it is signed.</param>
    /// <param name="body">What is asked; fields are named as they go out.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="read">Turns the file into the result.</param>
    public Task<CallResult<T>> FetchAsync<T>(
        StoreAccount account,
        string path,
        object body,
        string subject,
        Func<byte[], CallResult<T>> read,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            Call(account, path, subject, isRead: true),
            Post(account, path, body),
            (call, reply) =>
                CallProblems.OfStatus<T>(call, reply)
                ?? (
                    reply.IsSuccess && !reply.Body.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("{"u8)
                        ? read(reply.Body)
                        : Read<T>(call, reply, time.GetUtcNow(), _ => throw new UnreadableReplyException("the reply is no file"))
                ),
            cancellationToken
        );

    /// <summary>Changes something in a shop.</summary>
    /// <param name="account">The store.</param>
    /// <param name="path">The path, as it is signed.</param>
    /// <param name="body">What is wanted; fields are named as they go out.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="read">Turns the reply into the result.</param>
    public Task<CallResult<T>> PostAsync<T>(
        StoreAccount account,
        string path,
        object body,
        string subject,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            Call(account, path, subject, isRead: false),
            Post(account, path, body),
            (call, reply) => Read(call, reply, time.GetUtcNow(), read),
            cancellationToken
        );

    /// <summary>The address of a call that needs no shop, signed.</summary>
    public static Uri PublicAddress(
        StoreAccount account,
        ShopeeCredentials credentials,
        string path,
        DateTimeOffset now,
        params (string Name, string Value)[] query
    )
    {
        var stamp = Stamp(now);
        var sign = Sign(credentials.PartnerKey, $"{Number(credentials.PartnerId)}{path}{stamp}");
        return Build(account, path, [("partner_id", Number(credentials.PartnerId)), ("timestamp", stamp), ("sign", sign), .. query]);
    }

    /// <summary>The lower-case hexadecimal HMAC-SHA256 of a text. The key is taken as it stands, with its prefix.</summary>
    public static string Sign(string key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    /// <summary>What is signed of a call to a shop.</summary>
    public static string ShopBase(ShopeeCredentials credentials, string path, string stamp, string shopId) =>
        $"{Number(credentials.PartnerId)}{path}{stamp}{credentials.AccessToken}{shopId}";

    public static ByteArrayContent Json(object body)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Reads the envelope of a reply: what went wrong is named in it, whatever the HTTP status.</summary>
    public static CallResult<T> Read<T>(ApiRequest call, ApiResponse reply, DateTimeOffset now, Func<JsonElement, CallResult<T>> read)
    {
        if (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        var json = reply.ReadObject();
        if (!json.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.String)
        {
            throw new UnreadableReplyException("'error' is missing");
        }

        var code = error.GetString()!.Trim();
        var text = json.OptionalText("message") ?? json.OptionalText("msg") ?? "no message";

        // Where many may be asked for, the reason stands with the one that was.
        if ((code.Length == 0 || ShopeeTables.IsOfRows(code)) && RowProblem(json) is { } row)
        {
            (code, text) = row;
        }

        if (code.Length > 0)
        {
            return ShopeeTables.Failed<T>(call, reply, code, text, now);
        }

        return reply.IsSuccess ? read(json) : throw new UnreadableReplyException($"HTTP {reply.Status} names no error");
    }

    private static (string Code, string Text)? RowProblem(JsonElement json) =>
        json.OptionalField("response") is { } response
        && response.OptionalItems("result_list") is [var row]
        && row.OptionalText("fail_error") is { } code
            ? (code.Trim(), row.OptionalText("fail_message") ?? "no message")
            : null;

    private Func<ShopeeCredentials, HttpRequestMessage> Post(StoreAccount account, string path, object body) =>
        credentials => new HttpRequestMessage(HttpMethod.Post, Address(account, credentials, path, [])) { Content = Json(body) };

    private async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        ApiRequest call,
        Func<ShopeeCredentials, HttpRequestMessage> makeRequest,
        Func<ApiRequest, ApiResponse, CallResult<T>> read,
        CancellationToken cancellationToken
    )
    {
        if (account.ShopId is null)
        {
            return CallResult.Unauthorized<T>("no-consent", "The seller has not let the app in yet: ask for the consent.");
        }

        return await calls.SendAsync(
            account,
            call,
            (current, token) => auth.RefreshAsync(account, current, token),
            makeRequest,
            reply => read(call, reply),
            ShopeeTables.IsTokenRefused,
            cancellationToken
        );
    }

    private Uri Address(StoreAccount account, ShopeeCredentials credentials, string path, (string Name, string Value)[] query)
    {
        var stamp = Stamp(time.GetUtcNow());
        var sign = Sign(credentials.PartnerKey, ShopBase(credentials, path, stamp, account.ShopId!));
        return Build(
            account,
            path,
            [
                ("partner_id", Number(credentials.PartnerId)),
                ("timestamp", stamp),
                ("access_token", credentials.AccessToken!),
                ("shop_id", account.ShopId!),
                ("sign", sign),
                .. query,
            ]
        );
    }

    private static Uri Build(StoreAccount account, string path, (string Name, string Value)[] query) =>
        new(
            account.Endpoint.AbsoluteUri.TrimEnd('/')
                + path
                + "?"
                + string.Join('&', query.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"))
        );

    private static ApiRequest Call(StoreAccount account, string path, string subject, bool isRead) =>
        new()
        {
            Connector = ShopeePlatform.PlatformName,
            Account = account.Id,
            Operation = path[(path.LastIndexOf('/') + 1)..],
            Subject = subject,
            IsRead = isRead,
            CallsPerSecond = 10,
            Burst = 10,
        };

    private static string Stamp(DateTimeOffset now) => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
