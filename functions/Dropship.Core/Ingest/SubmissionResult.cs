namespace Dropship.Core.Ingest;

/// <summary>What became of one submitted order.</summary>
/// <param name="Id">The order's id; null when it names none.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Problems">Why it is refused, by field; none otherwise.</param>
public sealed record SubmissionResult(string? Id, SubmissionOutcome Outcome, IReadOnlyList<string> Problems);
