namespace Dropship.Core;

/// <summary>Makes results of calls.</summary>
public static class CallResult
{
    public static CallResult<T> Success<T>(T value) => new(CallOutcome.Succeeded, value, null);

    /// <summary>The other side said no.</summary>
    public static CallResult<T> Refused<T>(string code, string text, RefusalMeaning meaning = RefusalMeaning.Unspecified) =>
        new(CallOutcome.Refused, default, new CallProblem(ProblemKind.Rejected, code, text, meaning));

    /// <summary>The credentials are rejected. Nothing took effect, and nothing will until a person fixes them.</summary>
    public static CallResult<T> Unauthorized<T>(string code, string text) =>
        new(CallOutcome.Refused, default, new CallProblem(ProblemKind.Unauthorized, code, text));

    /// <summary>Nothing took effect; trying again is safe.</summary>
    public static CallResult<T> NotSent<T>(CallProblem problem) => new(CallOutcome.NotSent, default, problem);

    /// <summary>It may have taken effect.</summary>
    public static CallResult<T> Unknown<T>(CallProblem problem) => new(CallOutcome.Unknown, default, problem);
}
