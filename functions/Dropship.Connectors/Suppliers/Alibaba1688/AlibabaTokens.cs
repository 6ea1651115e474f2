using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>The access tokens of the purchasing accounts.</summary>
internal sealed class AlibabaTokens(
    ApiClient client,
    OAuthTokens<AlibabaCredentials> tokens,
    Credentials<AlibabaCredentials> credentials,
    TimeProvider time
)
{
    /// <summary>The account's credentials with an access token that is still valid for a while.</summary>
    public Task<CallResult<AlibabaCredentials>> GetAsync(PurchasingAccount account, CancellationToken cancellationToken) =>
        tokens.GetAsync(account.Id, account.SecretName, (current, token) => AskAsync(account, current, token), cancellationToken);

    /// <summary>Refreshes an access token that was rejected or is about to expire.</summary>
    /// <param name="account">The account.</param>
    /// <param name="spent">The token that does not do any more.</param>
    public Task<CallResult<AlibabaCredentials>> RefreshAsync(
        PurchasingAccount account,
        string? spent,
        CancellationToken cancellationToken
    ) =>
        tokens.RefreshAsync(
            account.Id,
            account.SecretName,
            spent,
            (current, token) => AskAsync(account, current, token),
            cancellationToken
        );

    /// <summary>Reloads the credentials after a signature with the app's secret was rejected.</summary>
    /// <param name="account">The account.</param>
    /// <param name="refused">The secret that does not do any more.</param>
    public async Task<CallResult<AlibabaCredentials>> ReadAgainAsync(
        PurchasingAccount account,
        string refused,
        CancellationToken cancellationToken
    )
    {
        // Another call that was refused may have read it already.
        var current = await credentials.GetAsync(account.SecretName, cancellationToken);
        if (current is null || current.AppSecret == refused)
        {
            credentials.Forget(account.SecretName);
        }

        return await GetAsync(account, cancellationToken);
    }

    private Task<CallResult<AlibabaCredentials>> AskAsync(
        PurchasingAccount account,
        AlibabaCredentials current,
        CancellationToken cancellationToken
    )
    {
        // A second refresh with the same token is what 1688 expects of a client that lost the answer.
        var call = new ApiRequest
        {
            Connector = AlibabaMarket.ConnectorName,
            Account = account.Id,
            Operation = "system.oauth2:getToken",
            IsRead = true,
            PacedWith = account.AppKey,
            CallsPerSecond = account.CallsPerSecond,
        };
        return client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Post, AlibabaClient.Address(account, $"http/1/system.oauth2/getToken/{account.AppKey}"))
                {
                    Content = new FormUrlEncodedContent(
                        new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            ["grant_type"] = "refresh_token",
                            ["client_id"] = account.AppKey,
                            ["client_secret"] = current.AppSecret,
                            ["refresh_token"] = current.RefreshToken!,
                        }
                    ),
                },
            reply =>
            {
                if (CallProblems.OfStatus<AlibabaCredentials>(call, reply) is { } failed)
                {
                    return failed;
                }

                var json = reply.ReadObject();
                if (json.OptionalText("access_token") is not { } token)
                {
                    var code =
                        json.OptionalText("error")
                        ?? json.OptionalText("error_code")
                        ?? throw new UnreadableReplyException("'access_token' is missing");
                    var text =
                        json.OptionalText("error_description") ?? json.OptionalText("error_message") ?? "1688 gives no new access token.";
                    return AlibabaCodes.IsRateLimit(code) ? CallProblems.RateLimited<AlibabaCredentials>(code, text, reply.RetryAfter)
                        : code.StartsWith("gw.", StringComparison.Ordinal) && !AlibabaCodes.IsPermission(code)
                            ? CallProblems.Transient<AlibabaCredentials>(call, code, text)
                        : CallResult.Unauthorized<AlibabaCredentials>(code, text);
                }

                var lifetime = json.OptionalWhole("expires_in") ?? throw new UnreadableReplyException("'expires_in' is missing");
                return CallResult.Success(
                    current with
                    {
                        AccessToken = token,
                        AccessTokenExpiresAt = time.GetUtcNow().AddSeconds(lifetime),

                        // Whether a refresh hands out a new refresh token is not told; without one the old goes on.
                        RefreshToken = json.OptionalText("refresh_token") ?? current.RefreshToken,
                        RefreshTokenExpiresAt =
                            AlibabaTime.Parse(json.OptionalText("refresh_token_timeout")) ?? current.RefreshTokenExpiresAt,
                        LoginName = json.OptionalText("resource_owner") ?? current.LoginName,
                    }
                );
            },
            cancellationToken
        );
    }
}
