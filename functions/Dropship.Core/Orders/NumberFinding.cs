namespace Dropship.Core.Orders;

/// <summary>Something that was found to speak against a number, beside its form.</summary>
/// <param name="Doubt">What it is.</param>
/// <param name="Fact">Which other order, what time, which city.</param>
public sealed record NumberFinding(NumberDoubt Doubt, string Fact);
