using Dropship.Simulation.Checks;

namespace Dropship.Simulation;

/// <summary>What came of one run.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Orders">How many orders it had.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Digest">A digest of all that happened, in order.</param>
/// <param name="Broken">The promise that was broken; null when all were kept.</param>
/// <param name="Report">The history of what broke; null when nothing did.</param>
/// <param name="Ends">How many orders and purchase orders ended in each state.</param>
/// <param name="Struck">How often each fault struck, in their order.</param>
public sealed record RunResult(
    ulong Seed,
    int Orders,
    long Steps,
    ulong Digest,
    BrokenPromise? Broken,
    string? Report,
    IReadOnlyDictionary<string, int> Ends,
    IReadOnlyList<long> Struck
);
