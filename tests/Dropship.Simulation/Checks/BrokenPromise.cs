using Dropship.Core;

namespace Dropship.Simulation.Checks;

/// <summary>Something that must never be, and was.</summary>
/// <param name="Rule">Which promise it breaks.</param>
/// <param name="What">What was seen.</param>
/// <param name="Order">The order; null when it is about none.</param>
/// <param name="Step">The step of the run.</param>
/// <param name="At">When, in the run's time.</param>
public sealed record BrokenPromise(string Rule, string What, OrderKey? Order, long Step, DateTimeOffset At);
