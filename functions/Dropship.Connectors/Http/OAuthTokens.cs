using System.Collections.Concurrent;
using Dropship.Core;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors.Http;

/// <summary>
/// Keeps the accounts' tokens fresh. However many calls wait, one of them refreshes; new tokens that cannot be saved are kept in
/// memory, reported, and saved later.
/// </summary>
/// <typeparam name="T">The credentials.</typeparam>
internal sealed class OAuthTokens<T>(Credentials<T> credentials, TimeProvider time, ILogger<OAuthTokens<T>> logger)
    where T : class, IOAuthCredentials<T>
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, T> _unsaved = new(StringComparer.Ordinal);

    /// <summary>The account's credentials with an access token that is still valid for a while.</summary>
    /// <param name="account">The account's id.</param>
    /// <param name="secretName">The name of its secret.</param>
    /// <param name="ask">Asks the other side for the tokens that follow the present ones.</param>
    public async Task<CallResult<T>> GetAsync(
        string account,
        string secretName,
        Func<T, CancellationToken, Task<CallResult<T>>> ask,
        CancellationToken cancellationToken
    )
    {
        var current = await CurrentAsync(account, secretName, cancellationToken);
        if (current is null)
        {
            return CallResult.Unauthorized<T>("no-credentials", $"The secret '{secretName}' is missing or cannot be read.");
        }

        if (
            current.RefreshToken is null
            || (current.AccessToken is not null && !(current.AccessTokenExpiresAt - s_margin <= time.GetUtcNow()))
        )
        {
            return CallResult.Success(current);
        }

        var refreshed = await RefreshAsync(account, secretName, current.AccessToken, ask, cancellationToken);

        // It is asked for in good time, so that it may fail a few times while the present one still does.
        return
            refreshed.Outcome == CallOutcome.NotSent && current.AccessToken is not null && current.AccessTokenExpiresAt > time.GetUtcNow()
            ? CallResult.Success(current)
            : refreshed;
    }

    /// <summary>Refreshes an access token that was rejected or is about to expire.</summary>
    /// <param name="account">The account's id.</param>
    /// <param name="secretName">The name of its secret.</param>
    /// <param name="spent">The token that does not do any more.</param>
    /// <param name="ask">Asks the other side for the tokens that follow the present ones.</param>
    public async Task<CallResult<T>> RefreshAsync(
        string account,
        string secretName,
        string? spent,
        Func<T, CancellationToken, Task<CallResult<T>>> ask,
        CancellationToken cancellationToken
    )
    {
        var gate = _gates.GetOrAdd(secretName, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Another process may have been faster.
            var current = await NewestAsync(account, secretName, cancellationToken);
            if (current is null || current.RefreshToken is null)
            {
                return CallResult.Unauthorized<T>(
                    "no-refresh-token",
                    "There is no refresh token: a person must authorise the account again."
                );
            }

            if (current.AccessToken is not null && current.AccessToken != spent)
            {
                return CallResult.Success(current);
            }

            var granted = await ask(current, cancellationToken);
            if (!granted.IsSuccess)
            {
                // Where a refresh token works once, another process may have used it between our look and our call.
                return
                    granted.Outcome == CallOutcome.Refused
                    && await NewestAsync(account, secretName, cancellationToken) is { AccessToken: not null } other
                    && other.AccessToken != current.AccessToken
                    ? CallResult.Success(other)
                    : granted;
            }

            var kept = await KeepAsync(account, secretName, granted.Value, cancellationToken);
            Log.TokenRefreshed(logger, account, kept.AccessTokenExpiresAt ?? time.GetUtcNow());
            return CallResult.Success(kept);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(string secretName)
    {
        if (!_unsaved.ContainsKey(secretName))
        {
            credentials.Forget(secretName);
        }
    }

    private Task<T?> NewestAsync(string account, string secretName, CancellationToken cancellationToken)
    {
        Forget(secretName);
        return CurrentAsync(account, secretName, cancellationToken);
    }

    private async Task<T?> CurrentAsync(string account, string secretName, CancellationToken cancellationToken) =>
        _unsaved.TryGetValue(secretName, out var unsaved)
            ? await KeepAsync(account, secretName, unsaved, cancellationToken)
            : await credentials.GetAsync(secretName, cancellationToken);

    private async Task<T> KeepAsync(string account, string secretName, T fresh, CancellationToken cancellationToken)
    {
        credentials.Keep(secretName, fresh);

        // The old refresh token may be void by now. Losing the new one would end the account until a person comes.
        _unsaved[secretName] = fresh;
        try
        {
            // A person may have replaced the app's keys since these were read; they must not be overwritten with the old ones.
            if (await credentials.ReadAsync(secretName, cancellationToken) is { } stored)
            {
                fresh = fresh.WithAppOf(stored);
                credentials.Keep(secretName, fresh);
                _unsaved[secretName] = fresh;
            }

            await credentials.SaveAsync(secretName, fresh, cancellationToken);
            _unsaved.TryRemove(secretName, out _);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.TokenNotSaved(logger, exception, account);
        }

        return fresh;
    }
}
