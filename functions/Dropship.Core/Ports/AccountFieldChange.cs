namespace Dropship.Core.Ports;

/// <summary>A field of an account that changed. No credentials are fields.</summary>
/// <param name="Field">Its name, as the account's input has it.</param>
/// <param name="Before">What it was, as text; null when it was not set.</param>
/// <param name="After">What it is; null when it is not set.</param>
public sealed record AccountFieldChange(string Field, string? Before, string? After);
