using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>What came of a seller's consent.</summary>
/// <param name="Account">The store; null when the callback belongs to no consent that is waited for.</param>
/// <param name="Problem">Why the store cannot be used yet; null when it works.</param>
public sealed record ConsentAnswer(StoreAccount? Account, CallProblem? Problem);
