namespace Dropship.Core.Orders;

/// <summary>The order was changed by somebody else between its loading and its saving. Load it again and decide anew.</summary>
public sealed class OrderChangedException : Exception
{
    public OrderChangedException(OrderKey key, Exception? inner = null)
        : base($"Order {key} was changed meanwhile.", inner)
    {
        Key = key;
    }

    public OrderKey Key { get; }
}
