namespace Dropship.Functions.Operations;

/// <summary>Who does something by hand, and why. Both stand in the order's story.</summary>
/// <param name="Who">The person's name.</param>
/// <param name="Why">The reason.</param>
public sealed record PersonInput(string Who, string Why = "")
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Problem => string.IsNullOrWhiteSpace(Who) ? "who: must name the person who does this; it stands in the order's story." : null;

    /// <summary>The same where a reason must be given, too.</summary>
    public IReadOnlyList<string> ProblemsWithReason =>
        [.. new[] { Problem, string.IsNullOrWhiteSpace(Why) ? "why: must say why; it is kept with the message." : null }.OfType<string>()];
}
