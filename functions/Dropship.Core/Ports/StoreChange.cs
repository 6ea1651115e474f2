using System.Globalization;

namespace Dropship.Core.Ports;

/// <summary>A store's word that an order changed, as a message carries it: a key and a time, nothing of the order itself.</summary>
/// <param name="Order">The order.</param>
/// <param name="ChangedAt">The platform's time of that change; null when the word named none.</param>
public readonly record struct StoreChange(OrderKey Order, DateTimeOffset? ChangedAt)
{
    /// <summary>Reads the form <c>account|order</c> or <c>account|order|time</c>.</summary>
    /// <exception cref="FormatException">The text has neither form.</exception>
    public static StoreChange Parse(string text) =>
        TryParse(text, out var change)
            ? change
            : throw new FormatException($"'{text}' does not name a change; the form is account|order or account|order|time.");

    public static bool TryParse(string text, out StoreChange change)
    {
        var first = text.IndexOf('|', StringComparison.Ordinal);
        var last = text.LastIndexOf('|');
        DateTimeOffset? changedAt = DateTimeOffset.TryParseExact(
            text.AsSpan(last + 1),
            "O",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        )
            ? time
            : null;
        var valid = OrderKey.TryParse(last == first ? text : text[..last], out var order) && (last == first || changedAt is not null);
        change = valid ? new StoreChange(order, last == first ? null : changedAt) : default;
        return valid;
    }

    public override string ToString() =>
        ChangedAt is { } time ? string.Create(CultureInfo.InvariantCulture, $"{Order}|{time.ToUniversalTime():O}") : Order.ToString();
}
