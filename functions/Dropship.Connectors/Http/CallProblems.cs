using Dropship.Core;
using Dropship.Core.Operations;

namespace Dropship.Connectors.Http;

/// <summary>
/// The one place that decides what a failed call means: a read never had an effect; of a call with an effect it is known only
/// when it was turned away before any work, and unknown in every other case.
/// </summary>
internal static class CallProblems
{
    public static CallResult<T> Transient<T>(ApiRequest call, string code, string text) =>
        Doubtful<T>(call, new CallProblem(ProblemKind.Transient, code, text));

    public static CallResult<T> Unreadable<T>(ApiRequest call, string text) =>
        Doubtful<T>(call, new CallProblem(ProblemKind.Unreadable, "unreadable", text));

    /// <summary>Rejected by a rate limit before any work.</summary>
    public static CallResult<T> RateLimited<T>(string code, string text, TimeSpan? retryAfter) =>
        CallResult.NotSent<T>(new CallProblem(ProblemKind.RateLimited, code, text, RetryAfter: retryAfter));

    /// <summary>Whether the call reached nobody.</summary>
    public static bool NeverLeft(CallProblem problem) =>
        problem.Code is "paced" or AccountVerification.NotConnected or AccountVerification.UnknownHost;

    /// <summary>The call had no effect.</summary>
    public static CallResult<T> NotSent<T>(string code, string text) =>
        CallResult.NotSent<T>(new CallProblem(ProblemKind.Transient, code, text));

    public static CallResult<T> Doubtful<T>(ApiRequest call, CallProblem problem) =>
        call.IsRead ? CallResult.NotSent<T>(problem) : CallResult.Unknown<T>(problem);

    /// <summary>The problem of an HTTP status; null when the body decides.</summary>
    public static CallResult<T>? OfStatus<T>(ApiRequest call, ApiResponse reply) =>
        reply.Status switch
        {
            429 or 430 => RateLimited<T>(Code(reply), "too many calls", reply.RetryAfter),
            408 => Transient<T>(call, Code(reply), "the other side gave the request up"),
            503 when reply.RetryAfter is { } wait => Doubtful<T>(
                call,
                new CallProblem(ProblemKind.Transient, Code(reply), "out of service for the moment", RetryAfter: wait)
            ),
            >= 500 => Transient<T>(call, Code(reply), "the other side failed"),
            _ => null,
        };

    public static string Code(ApiResponse reply) => $"http-{reply.Status}";

    /// <summary>The problem of a call of our own protocols that failed: <c>code</c> and <c>message</c> say why.</summary>
    public static CallResult<T> OfOwnProtocol<T>(ApiRequest call, ApiResponse reply)
    {
        if (OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        var (code, text) = Words(reply);
        return reply.Status switch
        {
            401 or 403 => CallResult.Unauthorized<T>(code, text),
            404 => CallResult.Refused<T>(code, text, RefusalMeaning.NotFound),
            409 when code == "order-cancelled" => CallResult.Refused<T>(code, text, RefusalMeaning.OrderCancelled),
            409 => CallResult.Refused<T>(code, text, RefusalMeaning.WrongState),
            _ => CallResult.Refused<T>(code, text),
        };
    }

    private static (string Code, string Text) Words(ApiResponse reply)
    {
        try
        {
            var json = reply.ReadObject();
            return (json.OptionalText("code") ?? Code(reply), json.OptionalText("message") ?? "refused");
        }
        catch (UnreadableReplyException)
        {
            return (Code(reply), "refused");
        }
    }
}
