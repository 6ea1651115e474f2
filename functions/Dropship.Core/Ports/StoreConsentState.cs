namespace Dropship.Core.Ports;

/// <summary>A consent that was asked for and is not given yet.</summary>
/// <param name="Digest">The digest of the one-time state that the callback must bring.</param>
/// <param name="ExpiresAt">When it is too late.</param>
public sealed record StoreConsentState(string Digest, DateTimeOffset ExpiresAt);
