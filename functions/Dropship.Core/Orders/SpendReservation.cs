namespace Dropship.Core.Orders;

/// <summary>What a purchase order takes of the limits of a day.</summary>
/// <param name="Entry">Under which key it is counted.</param>
/// <param name="Day">The day.</param>
/// <param name="Amount">How much.</param>
/// <param name="Scopes">Where it is counted.</param>
public sealed record SpendReservation(string Entry, DateOnly Day, Money Amount, IReadOnlyList<string> Scopes);
