namespace Dropship.Trials.Month;

/// <summary>What came of the orders with one mishap.</summary>
/// <param name="Name">The mishap in words.</param>
/// <param name="Orders">How many orders had it.</param>
/// <param name="Caught">How many of them were told in time, or put right without a person.</param>
/// <param name="ToldTwice">How many of them a person was told more than once for one reason.</param>
/// <param name="Fulfilled">How many ended with their number in the store.</param>
/// <param name="WithPerson">How many wait for a person at the end.</param>
internal sealed record MonthRow(string Name, int Orders, int Caught, int ToldTwice, int Fulfilled, int WithPerson);
