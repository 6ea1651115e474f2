using System.Globalization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>1688's gateway client: signs, sends, and decides the outcome.</summary>
internal sealed class AlibabaClient(ApiClient client, AlibabaTokens tokens, TimeProvider time)
{
    public static Uri Address(PurchasingAccount account, string path) =>
        new(account.Endpoint.AbsoluteUri.TrimEnd('/') + "/openapi/" + path);

    /// <summary>Calls an interface.</summary>
    /// <param name="account">The purchasing account.</param>
    /// <param name="api">The interface.</param>
    /// <param name="parameters">Its parameters, each as the text that is signed and sent.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="read">Turns the reply into the result; failures were sorted out before.</param>
    /// <param name="tolerate">Looks at a failed reply first, and may find that it is a success after all.</param>
    public async Task<CallResult<T>> SendAsync<T>(
        PurchasingAccount account,
        AlibabaApi api,
        IReadOnlyDictionary<string, string> parameters,
        string subject,
        Func<AlibabaEnvelope, CallResult<T>> read,
        CancellationToken cancellationToken,
        Func<AlibabaEnvelope, CallResult<T>?>? tolerate = null
    )
    {
        var call = new ApiRequest
        {
            Connector = AlibabaMarket.ConnectorName,
            Account = account.Id,
            Operation = api.Name,
            Subject = subject,
            IsRead = api.IsRead,
            PacedWith = account.AppKey,
            CallsPerSecond = account.CallsPerSecond,
            Burst = Math.Max(1, (int)Math.Ceiling(account.CallsPerSecond)),
        };
        var credentials = await tokens.GetAsync(account, cancellationToken);
        var (readAgain, renewed) = (false, false);
        while (true)
        {
            if (!credentials.IsSuccess)
            {
                // Whatever kept the token away, the call itself never went out.
                return credentials.Outcome == CallOutcome.Refused ? credentials.As<T>() : CallResult.NotSent<T>(credentials.Problem);
            }

            var secret = credentials.Value;
            var (signatureRefused, tokenRefused) = (false, false);
            var result = await client.SendAsync(
                call,
                () => Request(account, api, secret, parameters),
                reply => Read(call, reply, read, tolerate, out signatureRefused, out tokenRefused),
                cancellationToken
            );

            // The gateway looks at signature and token before it passes a call on, so one more try is safe for writes too.
            if (signatureRefused && !readAgain)
            {
                // The app's secret may have been replaced while the old one was kept here.
                readAgain = true;
                credentials = await tokens.ReadAgainAsync(account, secret.AppSecret, cancellationToken);
                if (credentials.IsSuccess && credentials.Value.AppSecret == secret.AppSecret)
                {
                    return result;
                }
            }
            else if (tokenRefused && !renewed && api.NeedsToken)
            {
                renewed = true;
                credentials = await tokens.RefreshAsync(account, secret.AccessToken, cancellationToken);
            }
            else
            {
                return result;
            }
        }
    }

    private static CallResult<T> Read<T>(
        ApiRequest call,
        ApiResponse reply,
        Func<AlibabaEnvelope, CallResult<T>> read,
        Func<AlibabaEnvelope, CallResult<T>?>? tolerate,
        out bool signatureRefused,
        out bool tokenRefused
    )
    {
        (signatureRefused, tokenRefused) = (false, false);
        AlibabaEnvelope envelope;
        try
        {
            envelope = AlibabaEnvelope.Read(reply);
        }
        catch (UnreadableReplyException) when (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        signatureRefused = envelope.Gateway?.Code == AlibabaCodes.SignatureInvalid;
        return tolerate?.Invoke(envelope) ?? envelope.Failure<T>(call, reply, out tokenRefused) ?? read(envelope);
    }

    private HttpRequestMessage Request(
        PurchasingAccount account,
        AlibabaApi api,
        AlibabaCredentials secret,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        var path = $"param2/1/{api.Namespace}/{api.Name}/{account.AppKey}";
        var form = new Dictionary<string, string>(parameters, StringComparer.Ordinal)
        {
            ["_aop_timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        if (api.NeedsToken && secret.AccessToken is { } token)
        {
            form["access_token"] = token;
        }

        form[AlibabaSignature.Parameter] = AlibabaSignature.Compute(secret.AppSecret, path, form);
        return new HttpRequestMessage(HttpMethod.Post, Address(account, path)) { Content = new FormUrlEncodedContent(form) };
    }
}
