namespace Dropship.LoadTest.BareApp;

/// <summary>Where an orchestration stands.</summary>
/// <param name="WaitsLeft">How many waits are still to come.</param>
public sealed record Step(int WaitsLeft);
