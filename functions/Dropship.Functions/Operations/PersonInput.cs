using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>Who does something by hand, and why. Both stand in the order's history.</summary>
/// <param name="Who">The person's name.</param>
/// <param name="Why">The reason.</param>
public sealed record PersonInput(string Who, string Why = "")
{
    private const int LongestName = 100;
    private const int LongestReason = 1000;

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Who))
        {
            problems.Add("who: must name the person who does this; it stands in the order's history.");
        }
        else if (Who.Length > LongestName || OutsideText.HasInvisible(Who))
        {
            problems.Add($"who: must have at most {LongestName} characters, and no line breaks or invisible characters.");
        }

        if (Why.Length > LongestReason)
        {
            problems.Add($"why: must have at most {LongestReason} characters.");
        }

        return problems;
    }

    /// <summary>The reason, or a default.</summary>
    public string WhyOr(string otherwise) => string.IsNullOrWhiteSpace(Why) ? otherwise : Why;

    /// <summary>The same where a reason must be given, too.</summary>
    /// <param name="whereKept">What becomes of the reason, as the end of a sentence.</param>
    public IReadOnlyList<string> CheckWithReason(string whereKept) =>
        [.. Check(), .. string.IsNullOrWhiteSpace(Why) ? [$"why: must say why; it {whereKept}."] : Array.Empty<string>()];
}
