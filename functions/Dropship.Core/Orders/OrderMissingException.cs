namespace Dropship.Core.Orders;

/// <summary>A message or a caller names an order that is not here.</summary>
public sealed class OrderMissingException(OrderKey key) : Exception($"There is no order {key}.")
{
    public OrderKey Key { get; } = key;
}
