namespace Dropship.Core;

/// <summary>Names one store order: the store account and the platform's own id of the order.</summary>
/// <param name="AccountId">The store account, in the form that <see cref="AccountIds"/> allows.</param>
/// <param name="StoreOrderId">The platform's id.</param>
public readonly record struct OrderKey(string AccountId, string StoreOrderId)
{
    /// <summary>Reads the form <c>account|order</c> that messages carry.</summary>
    /// <exception cref="FormatException">The text has not that form.</exception>
    public static OrderKey Parse(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        return bar > 0 && bar < text.Length - 1
            ? new OrderKey(text[..bar], text[(bar + 1)..])
            : throw new FormatException($"'{text}' does not name an order; the form is account|order.");
    }

    public override string ToString() => $"{AccountId}|{StoreOrderId}";
}
