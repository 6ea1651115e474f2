using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>A 1688 reply with its result, for all envelope formats.</summary>
/// <param name="Json">The reply.</param>
/// <param name="Gateway">The gateway's own error; null when the call reached the interface.</param>
/// <param name="Business">The interface's error; null when it says that it worked.</param>
internal sealed record AlibabaEnvelope(JsonElement Json, AlibabaError? Gateway, AlibabaError? Business)
{
    /// <exception cref="UnreadableReplyException">It is not a JSON object.</exception>
    public static AlibabaEnvelope Read(ApiResponse reply)
    {
        var json = reply.ReadObject();
        if ((json.OptionalText("error_code") ?? json.OptionalText("error")) is { } code)
        {
            return new AlibabaEnvelope(
                json,
                new AlibabaError(code, json.OptionalText("error_message") ?? json.OptionalText("error_description") ?? string.Empty),
                null
            );
        }

        // The newer interfaces nest the verdict in "result", the cashier one in "results".
        foreach (var level in (JsonElement?[])[json, json.OptionalField("result"), json.OptionalField("results")])
        {
            if (level is { ValueKind: JsonValueKind.Object } verdict && ErrorOf(verdict) is { } error)
            {
                return new AlibabaEnvelope(json, null, error);
            }
        }

        return new AlibabaEnvelope(json, null, null);
    }

    /// <summary>The outcome of a failure.</summary>
    /// <param name="call">The call.</param>
    /// <param name="reply">The reply that holds it.</param>
    /// <param name="tokenRefused">Whether a new access token might help.</param>
    /// <returns>Null when it worked.</returns>
    public CallResult<T>? Failure<T>(ApiRequest call, ApiResponse reply, out bool tokenRefused)
    {
        tokenRefused = false;
        if (Gateway is { } gateway)
        {
            return OfGateway<T>(call, reply, gateway, out tokenRefused);
        }

        if (Business is not { } error)
        {
            return null;
        }

        if (AlibabaCodes.Find(error.Code, error.Text) is { } meaning)
        {
            return CallResult.Refused<T>(error.Code, error.Text, meaning);
        }

        // A code that nobody here knows may stand for a failure half way through.
        return call.IsRead
            ? CallResult.Refused<T>(error.Code, error.Text)
            : CallResult.Unknown<T>(new CallProblem(ProblemKind.Rejected, error.Code, error.Text));
    }

    private static CallResult<T> OfGateway<T>(ApiRequest call, ApiResponse reply, AlibabaError error, out bool tokenRefused)
    {
        tokenRefused = AlibabaCodes.IsTokenRefused(error.Code, error.Text);
        if (tokenRefused || AlibabaCodes.IsPermission(error.Code))
        {
            // Permissions are given for each interface by itself: whoever has to apply for one must know which.
            return CallResult.Unauthorized<T>(
                error.Code,
                AlibabaCodes.IsOfInterface(error.Code) ? $"{error.Text} ({call.Operation})" : error.Text
            );
        }

        if (AlibabaCodes.IsRateLimit(error.Code))
        {
            return CallProblems.RateLimited<T>(error.Code, error.Text, reply.RetryAfter);
        }

        // Only a code that is known to mean it says that the call was not passed on: a gateway tells time-outs of what is behind it in its
        // own name, too.
        return AlibabaCodes.IsNotPassedOn(error.Code)
            ? CallResult.Refused<T>(error.Code, error.Text)
            : CallProblems.OfStatus<T>(call, reply)
                ?? CallProblems.Doubtful<T>(call, new CallProblem(ProblemKind.Transient, error.Code, error.Text));
    }

    private static AlibabaError? ErrorOf(JsonElement verdict)
    {
        var code = verdict.OptionalText("errorCode") ?? verdict.OptionalText("code");
        var failed = verdict.OptionalFlag("success") is { } success ? !success : code is not null && !AlibabaCodes.IsSuccess(code);
        return failed
            ? new AlibabaError(
                code ?? "no-code",
                verdict.OptionalText("errorMessage")
                    ?? verdict.OptionalText("errorMsg")
                    ?? verdict.OptionalText("erroMsg")
                    ?? verdict.OptionalText("errorInfo")
                    ?? verdict.OptionalText("message")
                    ?? "no words"
            )
            : null;
    }
}

/// <summary>The market's code and words.</summary>
internal sealed record AlibabaError(string Code, string Text);
