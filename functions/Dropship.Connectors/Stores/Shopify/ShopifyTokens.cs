using System.Collections.Concurrent;
using System.Globalization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Access tokens: the store's own, or one got with the app's credentials, asked for once however many callers wait.</summary>
internal sealed class ShopifyTokens(
    ApiClient client,
    Credentials<ShopifyCredentials> credentials,
    TimeProvider time,
    ILogger<ShopifyTokens> logger
)
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    public async Task<CallResult<string>> GetAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        var secret = await credentials.GetAsync(account.SecretName, cancellationToken);
        if (secret?.AccessToken is { Length: > 0 } own)
        {
            return CallResult.Success(own);
        }

        if (secret?.ClientId is not { Length: > 0 } id || secret.ClientSecret is not { Length: > 0 } clientSecret)
        {
            return CallResult.Unauthorized<string>(
                "no-credentials",
                $"The secret '{account.SecretName}' holds neither an access token nor a client id and secret."
            );
        }

        var slot = _slots.GetOrAdd(account.SecretName, _ => new Slot());
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (slot.Token is { } token && time.GetUtcNow() < slot.ExpiresAt - s_margin)
            {
                return CallResult.Success(token);
            }

            var granted = await AskAsync(account, id, clientSecret, cancellationToken);
            if (granted.IsSuccess)
            {
                (slot.Token, slot.ExpiresAt) = granted.Value;
                Log.TokenRefreshed(logger, account.Id, slot.ExpiresAt);
            }

            return granted.Map(value => value.Token);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Forgets credentials and token, so that the next call asks with the credentials as they now are.</summary>
    public Task ForgetAsync(StoreAccount account, CancellationToken cancellationToken) => ForgetAsync(account, null, cancellationToken);

    /// <summary>Notes that the store refused a token.</summary>
    /// <returns>Whether another one may be had.</returns>
    public async Task<bool> RefuseAsync(StoreAccount account, string token, CancellationToken cancellationToken)
    {
        await ForgetAsync(account, token, cancellationToken);
        var secret = await credentials.GetAsync(account.SecretName, cancellationToken);
        return secret is not null && secret.AccessToken != token;
    }

    // A token that was got since the refused one is left alone.
    private async Task ForgetAsync(StoreAccount account, string? refused, CancellationToken cancellationToken)
    {
        credentials.Forget(account.SecretName);
        if (!_slots.TryGetValue(account.SecretName, out var slot))
        {
            return;
        }

        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (refused is null || slot.Token == refused)
            {
                slot.Token = null;
            }
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private Task<CallResult<(string Token, DateTimeOffset ExpiresAt)>> AskAsync(
        StoreAccount account,
        string id,
        string secret,
        CancellationToken cancellationToken
    )
    {
        // Asking for a token has no effect that a second one would double.
        var call = new ApiRequest
        {
            Connector = ShopifyPlatform.PlatformName,
            Account = account.Id,
            Operation = "oauth.access_token",
            IsRead = true,
        };
        return client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Post, ShopifyClient.Address(account, "admin/oauth/access_token"))
                {
                    Content = new FormUrlEncodedContent(
                        new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            ["grant_type"] = "client_credentials",
                            ["client_id"] = id,
                            ["client_secret"] = secret,
                        }
                    ),
                },
            reply =>
            {
                if (CallProblems.OfStatus<(string, DateTimeOffset)>(call, reply) is { } failed)
                {
                    return failed;
                }

                if (!reply.IsSuccess)
                {
                    return CallResult.Unauthorized<(string, DateTimeOffset)>(
                        CallProblems.Code(reply),
                        "The store refuses the app's client id and secret."
                    );
                }

                var json = reply.ReadObject();
                var lifetime = json.OptionalWhole("expires_in") ?? throw new UnreadableReplyException("'expires_in' is missing");
                return CallResult.Success((json.Text("access_token"), time.GetUtcNow().AddSeconds(lifetime)));
            },
            cancellationToken
        );
    }

    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public string? Token { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }

        public override string ToString() => ExpiresAt.ToString("O", CultureInfo.InvariantCulture);
    }
}
