namespace Dropship.Core.Orders;

/// <summary>The first place where an order's history does not hold.</summary>
/// <param name="Sequence">The row, from 1; 0 when it is about the order as a whole.</param>
/// <param name="Fault">What is wrong there.</param>
/// <param name="Text">The same in words, without personal data.</param>
public sealed record ChainBreak(int Sequence, ChainFault Fault, string Text);
