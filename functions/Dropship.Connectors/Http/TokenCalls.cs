using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Http;

/// <summary>Makes a store's calls with a fresh access token. A token that the platform refuses is renewed once.</summary>
/// <typeparam name="T">The credentials.</typeparam>
internal sealed class TokenCalls<T>(ApiClient client, OAuthTokens<T> tokens)
    where T : class, IOAuthCredentials<T>
{
    /// <summary>Makes one call.</summary>
    /// <param name="account">The store.</param>
    /// <param name="call">What it is about.</param>
    /// <param name="ask">Asks the platform for the tokens that follow the present ones.</param>
    /// <param name="makeRequest">Makes the request anew for each try.</param>
    /// <param name="read">Turns the reply into the result.</param>
    /// <param name="isTokenRefused">Whether a problem says that the token was refused, so that a new one may help.</param>
    public async Task<CallResult<TResult>> SendAsync<TResult>(
        StoreAccount account,
        ApiRequest call,
        Func<T, CancellationToken, Task<CallResult<T>>> ask,
        Func<T, HttpRequestMessage> makeRequest,
        Func<ApiResponse, CallResult<TResult>> read,
        Func<CallProblem, bool> isTokenRefused,
        CancellationToken cancellationToken
    )
    {
        string? spent = null;
        while (true)
        {
            var credentials = await (
                spent is null
                    ? tokens.GetAsync(account.Id, account.SecretName, ask, cancellationToken)
                    : tokens.RefreshAsync(account.Id, account.SecretName, spent, ask, cancellationToken)
            );
            if (!credentials.IsSuccess)
            {
                // Whatever kept the token away, the call itself never went out.
                return credentials.Outcome == CallOutcome.Refused
                    ? credentials.As<TResult>()
                    : CallResult.NotSent<TResult>(credentials.Problem);
            }

            if (credentials.Value.AccessToken is not { } token)
            {
                return CallResult.Unauthorized<TResult>("no-consent", "The seller has not let the app in yet: ask for the consent.");
            }

            var result = await client.SendAsync(call, () => makeRequest(credentials.Value), read, cancellationToken);

            // A token that is refused turns the call away before any work, so that sending it again is safe for writes too.
            if (
                spent is not null
                || result.Problem is not { Kind: ProblemKind.Unauthorized } problem
                || !isTokenRefused(problem)
                || credentials.Value.RefreshToken is null
            )
            {
                return result;
            }

            spent = token;
        }
    }
}
