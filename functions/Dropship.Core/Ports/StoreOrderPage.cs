using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A page of changed orders.</summary>
/// <param name="Orders">Oldest change first.</param>
/// <param name="NextPage">What to pass for the next page; null on the last one.</param>
public sealed record StoreOrderPage(IReadOnlyList<StoreOrderReading> Orders, string? NextPage);
