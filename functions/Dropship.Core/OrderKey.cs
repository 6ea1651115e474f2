namespace Dropship.Core;

/// <summary>Names one store order: the store account and the platform's own id of the order.</summary>
/// <param name="AccountId">The store account, in the form that <see cref="AccountIds"/> allows.</param>
/// <param name="StoreOrderId">The platform's id.</param>
public readonly record struct OrderKey(string AccountId, string StoreOrderId)
{
    /// <summary>Reads the form <c>account|order</c> that messages carry.</summary>
    /// <exception cref="FormatException">The text has not that form.</exception>
    public static OrderKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' does not name an order; the form is account|order.");

    public static bool TryParse(string text, out OrderKey key)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        var valid = bar > 0 && bar < text.Length - 1;
        key = valid ? new OrderKey(text[..bar], text[(bar + 1)..]) : default;
        return valid;
    }

    public override string ToString() => $"{AccountId}|{StoreOrderId}";
}
