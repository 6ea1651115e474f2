namespace Dropship.Core.Orders;

/// <summary>Another writer changed the order between load and save. Load it again and decide again.</summary>
public sealed class OrderChangedException : Exception
{
    public OrderChangedException(OrderKey key, Exception? inner = null)
        : base($"Order {key} was changed meanwhile.", inner)
    {
        Key = key;
    }

    public OrderKey Key { get; }
}
