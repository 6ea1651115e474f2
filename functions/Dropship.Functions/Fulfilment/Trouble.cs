namespace Dropship.Functions.Fulfilment;

/// <summary>A purchase order whose step keeps failing.</summary>
/// <param name="Key">The purchase order.</param>
/// <param name="Message">What went wrong the last time.</param>
public sealed record Trouble(string Key, string Message);
