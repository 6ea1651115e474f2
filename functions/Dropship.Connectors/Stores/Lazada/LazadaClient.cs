using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Lazada;

/// <summary>Lazada's Open Platform client: signs requests, reads reply envelopes, gets consent and tokens.</summary>
internal sealed class LazadaClient(
    ApiClient client,
    TokenCalls<AppCredentials> calls,
    OAuthTokens<AppCredentials> tokens,
    Credentials<AppCredentials> credentials,
    TimeProvider time
)
{
    private static readonly Uri s_auth = new("https://auth.lazada.com");
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(StoreAccount account) => tokens.Forget(account.SecretName);

    /// <summary>Reads from a shop.</summary>
    /// <param name="path">The path, as it is signed.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="find">Finds what was asked for in the reply.</param>
    /// <param name="map">Turns it into the result.</param>
    public Task<CallResult<T>> GetAsync<TFound, T>(
        StoreAccount account,
        string path,
        (string Name, string Value)[] query,
        string subject,
        Func<JsonElement, TFound> find,
        Func<TFound, T> map,
        CancellationToken cancellationToken
    ) => SendAsync(account, path, query, subject, isRead: true, json => CallResult.Success(map(find(json))), cancellationToken);

    /// <summary>Makes a call whose one parameter is JSON.</summary>
    /// <param name="path">The path, as it is signed.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="request">Its content; fields are named as they go out.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="isRead">Whether it changes nothing.</param>
    /// <param name="read">Turns the reply's <c>result.data</c> into the result.</param>
    public Task<CallResult<T>> PostAsync<T>(
        StoreAccount account,
        string path,
        string name,
        object request,
        string subject,
        bool isRead,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            path,
            [(name, JsonSerializer.Serialize(request))],
            subject,
            isRead,
            json =>
            {
                var result = json.Object("result");
                return result.Flag("success")
                    ? read(result.Object("data"))
                    : LazadaTables.Failed<T>(
                        result.OptionalText("errorCode") ?? result.OptionalText("error_code") ?? "unknown",
                        result.OptionalText("errorMsg") ?? result.OptionalText("error_msg") ?? "no message"
                    );
            },
            cancellationToken,
            isPost: true
        );

    public async Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        await credentials.ReadAsync(account.SecretName, cancellationToken) is { } known
            ? CallResult.Success(
                new Uri(
                    $"{AuthOf(known)}/oauth/authorize?response_type=code&force_auth=true&client_id={Uri.EscapeDataString(known.AppKey)}"
                        + $"&redirect_uri={Uri.EscapeDataString(callback.AbsoluteUri)}"
                )
            )
            : NoCredentials<Uri>(account);

    public async Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    )
    {
        if (!answer.TryGetValue("code", out var code))
        {
            return CallResult.Refused<StoreGrant>("no-code", "Lazada's answer brings no code: log in as the seller and agree.");
        }

        return await credentials.ReadAsync(account.SecretName, cancellationToken) is not { } known
            ? NoCredentials<StoreGrant>(account)
            : await AskAsync(
                account,
                "/auth/token/create",
                ("code", code),
                known,
                (json, granted) =>
                {
                    // A seller of several countries has a shop in each.
                    var shops = json.Items("country_user_info");
                    var market = LazadaTables.MarketOf(account.Currency);
                    var shop =
                        shops.Count == 1
                            ? shops[0]
                            : shops.Cast<JsonElement?>().FirstOrDefault(one => one!.Value.OptionalText("country") == market);
                    return shop is { } found
                        ? CallResult.Success(new StoreGrant(found.Text("seller_id"), JsonSerializer.Serialize(granted, s_json)))
                        : CallResult.Refused<StoreGrant>("no-shop", $"The seller has no shop in the market of {account.Currency}.");
                },
                cancellationToken
            );
    }

    /// <summary>The signature: upper-case hexadecimal HMAC-SHA256 over the path and all parameters in their order.</summary>
    public static string Sign(string secret, string path, IEnumerable<(string Name, string Value)> parameters)
    {
        var text =
            path
            + string.Concat(parameters.OrderBy(one => one.Name, StringComparer.Ordinal).SelectMany(one => (string[])[one.Name, one.Value]));
        return Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
    }

    private static string AuthOf(AppCredentials known) => (known.AuthEndpoint ?? s_auth).AbsoluteUri.TrimEnd('/');

    private async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        string path,
        (string Name, string Value)[] parameters,
        string subject,
        bool isRead,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken,
        bool isPost = false
    )
    {
        if (account.ShopId is null)
        {
            return CallResult.Unauthorized<T>("no-consent", "The seller has not let the app in yet: ask for the consent.");
        }

        var call = new ApiRequest
        {
            Connector = LazadaPlatform.PlatformName,
            Account = account.Id,
            Operation = path[1..].Replace('/', '_'),
            Subject = subject,
            IsRead = isRead,
            CallsPerSecond = 5,
            Burst = 5,
        };
        return await calls.SendAsync(
            account,
            call,
            (current, token) => RefreshAsync(account, current, token),
            known => Request(account.Endpoint, path, known, [.. parameters, ("access_token", known.AccessToken!)], isPost),
            reply => Read(call, reply, read),
            LazadaTables.IsTokenRefused,
            cancellationToken
        );
    }

    private Task<CallResult<AppCredentials>> RefreshAsync(
        StoreAccount account,
        AppCredentials current,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            account,
            "/auth/token/refresh",
            ("refresh_token", current.RefreshToken!),
            current,
            (_, granted) => CallResult.Success(granted),
            cancellationToken
        );

    private Task<CallResult<T>> AskAsync<T>(
        StoreAccount account,
        string path,
        (string Name, string Value) given,
        AppCredentials current,
        Func<JsonElement, AppCredentials, CallResult<T>> read,
        CancellationToken cancellationToken
    )
    {
        // The code is spent by the call, so that it is no read.
        var call = new ApiRequest
        {
            Connector = LazadaPlatform.PlatformName,
            Account = account.Id,
            Operation = path[1..].Replace('/', '_'),
            IsRead = false,
        };
        return client.SendAsync(
            call,
            () => Request(new Uri(AuthOf(current) + "/rest"), path, current, [given], isPost: true),
            reply =>
                Read(
                    call,
                    reply,
                    json =>
                        read(
                            json,
                            current.WithTokens(
                                time.GetUtcNow(),
                                json.Text("access_token"),
                                json.Whole("expires_in"),
                                json.OptionalText("refresh_token"),
                                json.OptionalWhole("refresh_expires_in")
                            )
                        )
                ),
            cancellationToken
        );
    }

    private HttpRequestMessage Request(Uri root, string path, AppCredentials known, (string Name, string Value)[] parameters, bool isPost)
    {
        (string Name, string Value)[] signed =
        [
            .. parameters,
            ("app_key", known.AppKey),
            ("timestamp", time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            ("sign_method", "sha256"),
        ];
        signed = [.. signed, ("sign", Sign(known.AppSecret, path, signed))];
        var address = root.AbsoluteUri.TrimEnd('/') + path;
        var fields = signed.Select(one => KeyValuePair.Create(one.Name, one.Value));
        return isPost
            ? new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) }
            : new HttpRequestMessage(
                HttpMethod.Get,
                $"{address}?{string.Join('&', signed.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"))}"
            );
    }

    private static CallResult<T> Read<T>(ApiRequest call, ApiResponse reply, Func<JsonElement, CallResult<T>> read)
    {
        if (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        var json = reply.ReadObject();
        var code = json.Text("code");
        return code == "0"
            ? read(json)
            : LazadaTables.Failed<T>(call, code, json.OptionalText("type"), json.OptionalText("message") ?? "no message");
    }

    private static CallResult<T> NoCredentials<T>(StoreAccount account) =>
        CallResult.Unauthorized<T>("no-credentials", $"The secret '{account.SecretName}' is missing or holds no app key and secret.");
}
