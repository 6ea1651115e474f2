namespace Dropship.Functions.Fulfilment;

/// <summary>A step that keeps failing.</summary>
/// <param name="Key">The purchase order.</param>
/// <param name="Step">The step.</param>
/// <param name="Message">What went wrong the last time.</param>
public sealed record Trouble(string Key, string Step, string Message);
