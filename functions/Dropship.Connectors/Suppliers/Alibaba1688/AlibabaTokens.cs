using System.Collections.Concurrent;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>
/// Keeps the accounts' tokens fresh. However many calls wait, one of them refreshes; new tokens that cannot be saved are kept in
/// memory, reported, and saved later.
/// </summary>
internal sealed class AlibabaTokens(OutsideClient client, Credentials<AlibabaCredentials> credentials, TimeProvider time, ILogger<AlibabaTokens> logger)
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AlibabaCredentials> _unsaved = new(StringComparer.Ordinal);

    /// <summary>The account's credentials, with an access token that is good for a while.</summary>
    public async Task<CallResult<AlibabaCredentials>> GetAsync(BuyerAccount account, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(account, cancellationToken);
        if (current is null)
        {
            return CallResult.Unauthorized<AlibabaCredentials>("no-credentials", $"The secret '{account.SecretName}' is missing or cannot be read.");
        }

        if (current.RefreshToken is null || current.AccessToken is not null && !(current.AccessTokenExpiresAt - s_margin <= time.GetUtcNow()))
        {
            return CallResult.Success(current);
        }

        var refreshed = await RefreshAsync(account, current.AccessToken, cancellationToken);

        // It is asked for in good time, so that it may fail a few times while the present one still does.
        return refreshed.Outcome == CallOutcome.NotSent && current.AccessToken is not null && current.AccessTokenExpiresAt > time.GetUtcNow() ? CallResult.Success(current) : refreshed;
    }

    /// <summary>Gets a new access token in place of one that was refused or is about to end.</summary>
    /// <param name="account">The account.</param>
    /// <param name="spent">The token that does not do any more.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<CallResult<AlibabaCredentials>> RefreshAsync(BuyerAccount account, string? spent, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(account.Id, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Somebody else, here or in another process, may have been faster.
            if (!_unsaved.ContainsKey(account.Id))
            {
                credentials.Forget(account.SecretName);
            }

            var current = await CurrentAsync(account, cancellationToken);
            if (current is null || current.RefreshToken is null)
            {
                return CallResult.Unauthorized<AlibabaCredentials>("no-refresh-token", "There is no refresh token: a person must authorise the account again.");
            }

            if (current.AccessToken is not null && current.AccessToken != spent)
            {
                return CallResult.Success(current);
            }

            var granted = await AskAsync(account, current, cancellationToken);
            if (!granted.IsSuccess)
            {
                return granted;
            }

            var kept = await KeepAsync(account, granted.Value, cancellationToken);
            Log.TokenRefreshed(logger, account.Id, kept.AccessTokenExpiresAt ?? time.GetUtcNow());
            return CallResult.Success(kept);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Reads the credentials anew, after a signature with the app's secret was refused.</summary>
    /// <param name="account">The account.</param>
    /// <param name="refused">The secret that does not do any more.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<CallResult<AlibabaCredentials>> ReadAgainAsync(BuyerAccount account, string refused, CancellationToken cancellationToken)
    {
        // Another call that was refused may have read it already.
        var current = await credentials.GetAsync(account.SecretName, cancellationToken);
        if (current is null || current.AppSecret == refused)
        {
            credentials.Forget(account.SecretName);
        }

        return await GetAsync(account, cancellationToken);
    }

    private async Task<AlibabaCredentials?> CurrentAsync(BuyerAccount account, CancellationToken cancellationToken)
    {
        if (!_unsaved.TryGetValue(account.Id, out var unsaved))
        {
            return await credentials.GetAsync(account.SecretName, cancellationToken);
        }

        return await KeepAsync(account, unsaved, cancellationToken);
    }

    private async Task<AlibabaCredentials> KeepAsync(BuyerAccount account, AlibabaCredentials fresh, CancellationToken cancellationToken)
    {
        credentials.Keep(account.SecretName, fresh);

        // The old refresh token may be void by now. Losing the new one would end the account until a person comes.
        _unsaved[account.Id] = fresh;
        try
        {
            // A person may have replaced the app's secret since these were read; it must not be overwritten with the old one.
            if (await credentials.ReadAsync(account.SecretName, cancellationToken) is { } stored && stored.AppSecret != fresh.AppSecret)
            {
                fresh = fresh with { AppSecret = stored.AppSecret };
                credentials.Keep(account.SecretName, fresh);
                _unsaved[account.Id] = fresh;
            }

            await credentials.SaveAsync(account.SecretName, fresh, cancellationToken);
            _unsaved.TryRemove(account.Id, out _);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.TokenNotSaved(logger, exception, account.Id);
        }

        return fresh;
    }

    private Task<CallResult<AlibabaCredentials>> AskAsync(BuyerAccount account, AlibabaCredentials current, CancellationToken cancellationToken)
    {
        // A second refresh with the same token is what 1688 expects of a client that lost the answer.
        var call = new OutsideCall { Connector = AlibabaMarket.ConnectorName, Account = account.Id, Operation = "system.oauth2:getToken", IsRead = true, PacedWith = account.AppKey, CallsPerSecond = account.CallsPerSecond };
        return client.SendAsync(
            call,
            () => new HttpRequestMessage(HttpMethod.Post, AlibabaClient.Address(account, $"http/1/system.oauth2/getToken/{account.AppKey}"))
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["grant_type"] = "refresh_token",
                    ["client_id"] = account.AppKey,
                    ["client_secret"] = current.AppSecret,
                    ["refresh_token"] = current.RefreshToken!,
                }),
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
                    var code = json.OptionalText("error") ?? json.OptionalText("error_code") ?? throw new UnreadableReplyException("'access_token' is missing");
                    var text = json.OptionalText("error_description") ?? json.OptionalText("error_message") ?? "1688 gives no new access token.";
                    return AlibabaCodes.IsRateLimit(code) ? CallProblems.RateLimited<AlibabaCredentials>(code, text, reply.RetryAfter)
                        : code.StartsWith("gw.", StringComparison.Ordinal) && !AlibabaCodes.IsPermission(code) ? CallProblems.Transient<AlibabaCredentials>(call, code, text)
                        : CallResult.Unauthorized<AlibabaCredentials>(code, text);
                }

                var lifetime = json.OptionalWhole("expires_in") ?? throw new UnreadableReplyException("'expires_in' is missing");
                return CallResult.Success(current with
                {
                    AccessToken = token,
                    AccessTokenExpiresAt = time.GetUtcNow().AddSeconds(lifetime),

                    // Whether a refresh hands out a new refresh token is not told; without one the old goes on.
                    RefreshToken = json.OptionalText("refresh_token") ?? current.RefreshToken,
                    RefreshTokenExpiresAt = AlibabaTime.Parse(json.OptionalText("refresh_token_timeout")) ?? current.RefreshTokenExpiresAt,
                    LoginName = json.OptionalText("resource_owner") ?? current.LoginName,
                });
            },
            cancellationToken);
    }
}
