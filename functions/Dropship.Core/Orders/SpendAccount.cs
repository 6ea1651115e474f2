namespace Dropship.Core.Orders;

/// <summary>What is bought within one scope on one day.</summary>
/// <param name="Scope"><c>total</c>, <c>store:</c> or <c>supplier:</c> with the id.</param>
/// <param name="Day">The day, in the time zone of the limits.</param>
public sealed record SpendAccount(string Scope, DateOnly Day);
