namespace Dropship.Core.Ports;

/// <summary>A person's word that nothing is to be done about an alert.</summary>
/// <param name="By">Who.</param>
/// <param name="Why">Why.</param>
/// <param name="At">When.</param>
public sealed record AlertSettlement(string By, string Why, DateTimeOffset At);
