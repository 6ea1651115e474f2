using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>One line of a digest.</summary>
/// <param name="Subject">What it is about: an order number with the supplier, an account's name.</param>
/// <param name="Code">One of <see cref="HoldReasons"/>; null for a payment that waits.</param>
/// <param name="Amount">What is to be approved or paid; null for anything else.</param>
/// <param name="ShipBy">The store's deadline; null when it has none or it does not count.</param>
public sealed record DigestItem(string Subject, string? Code, Money? Amount, DateTimeOffset? ShipBy);
