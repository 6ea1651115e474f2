using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What the market made of a purchase.</summary>
/// <param name="OrderIds">The market's order ids; several when it split the purchase.</param>
/// <param name="Total">What is to be paid for all of them; null when the reply did not say.</param>
/// <param name="FailedLines">Lines that were not ordered, each with the market's code and words.</param>
public sealed record PurchaseCreated(IReadOnlyList<string> OrderIds, Money? Total, IReadOnlyList<FailedLine> FailedLines);
