using DurableTask.Core;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>Sizes that a hub can store, in characters.</summary>
internal static class Limits
{
    /// <summary>An input, output, result or event. Input and output share one row, which takes 512 Ki characters.</summary>
    public const int Payload = 200_000;

    /// <summary>A custom status, as in Azure.</summary>
    public const int CustomStatus = 16 * 1024;

    /// <summary>Events an instance has sent and whose delivery is not confirmed, together.</summary>
    public const int Outgoing = 400_000;

    private const int FailureText = 4_000;
    private const int FailureDepth = 3;

    /// <summary>What is wrong with the size of a payload; null when nothing is.</summary>
    public static string? Excess(string? payload, string what) => payload?.Length > Payload
        ? FormattableString.Invariant($"{what} has {payload.Length} characters; a task hub takes {Payload}. Keep large data in a table or a blob and pass its key.")
        : null;

    /// <exception cref="ArgumentException">The payload is too large.</exception>
    public static void Check(string? payload, string what)
    {
        if (Excess(payload, what) is { } problem)
        {
            throw new ArgumentException(problem, nameof(payload));
        }
    }

    public static FailureDetails Trimmed(FailureDetails failure, int depth = 0) => new(
        Cut(failure.ErrorType) ?? string.Empty,
        Cut(failure.ErrorMessage) ?? string.Empty,
        Cut(failure.StackTrace),
        failure.InnerFailure is { } inner && depth < FailureDepth ? Trimmed(inner, depth + 1) : null,
        failure.IsNonRetriable,
        failure.Properties);

    private static string? Cut(string? text) => text?.Length > FailureText ? string.Concat(text.AsSpan(0, FailureText), "…") : text;
}
