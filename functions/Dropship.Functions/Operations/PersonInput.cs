namespace Dropship.Functions.Operations;

/// <summary>Who does something by hand, and why. Both stand in the order's history.</summary>
/// <param name="Who">The person's name.</param>
/// <param name="Why">The reason.</param>
public sealed record PersonInput(string Who, string Why = "")
{
    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check() => string.IsNullOrWhiteSpace(Who) ? ["who: must name the person who does this; it stands in the order's history."] : [];

    /// <summary>The reason, or a default.</summary>
    public string WhyOr(string otherwise) => string.IsNullOrWhiteSpace(Why) ? otherwise : Why;

    /// <summary>The same where a reason must be given, too.</summary>
    /// <param name="whereKept">What becomes of the reason, as the end of a sentence.</param>
    public IReadOnlyList<string> CheckWithReason(string whereKept) => [.. Check(), .. string.IsNullOrWhiteSpace(Why) ? [$"why: must say why; it {whereKept}."] : Array.Empty<string>()];
}
