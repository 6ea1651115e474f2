namespace Dropship.Core;

/// <summary>Why a call did not succeed.</summary>
/// <param name="Kind">The class of the trouble.</param>
/// <param name="Code">The other side's code, or one of ours in the form <c>timeout</c>.</param>
/// <param name="Text">The other side's words, without personal data.</param>
/// <param name="Meaning">What a refusal means to an order.</param>
/// <param name="RetryAfter">How long the other side asks to wait; null when it did not say.</param>
public sealed record CallProblem(
    ProblemKind Kind,
    string Code,
    string Text,
    RefusalMeaning Meaning = RefusalMeaning.Unspecified,
    TimeSpan? RetryAfter = null
)
{
    public override string ToString() => $"{Code}: {Text}";
}
