namespace Dropship.Sandbox.World;

/// <summary>What the stores' queries cost so far, all stores together.</summary>
/// <param name="Requested">Points that were taken before the answers.</param>
/// <param name="Actual">Points that the answers turned out to cost.</param>
/// <param name="Throttled">Queries that were turned away because the bucket had not enough.</param>
internal sealed record QueryCosts(long Requested, long Actual, long Throttled);
