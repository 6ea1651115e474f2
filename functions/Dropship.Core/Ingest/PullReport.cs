namespace Dropship.Core.Ingest;

/// <summary>What came of a pull.</summary>
/// <param name="Taken">Orders taken in.</param>
/// <param name="Problem">Why it stopped early; null when it did not.</param>
public sealed record PullReport(int Taken, CallProblem? Problem);
