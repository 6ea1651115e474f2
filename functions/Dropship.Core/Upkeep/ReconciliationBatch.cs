namespace Dropship.Core.Upkeep;

/// <summary>What came of one portion of a comparison.</summary>
/// <param name="Run">The comparison as far as it came.</param>
/// <param name="Problem">Why it stopped short of the portion's end; null when it did not.</param>
internal sealed record ReconciliationBatch(ReconciliationRun Run, CallProblem? Problem);
