namespace Dropship.Core;

/// <summary>What foreign money is worth in yuan, by rates that a person set.</summary>
public sealed record ExchangeRates
{
    public static ExchangeRates None { get; } = new();

    /// <summary>Yuan for one unit, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> YuanPerUnit { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>The day of the rates; null when none is given.</summary>
    public DateOnly? Of { get; init; }

    /// <summary>Yuan for one unit of a currency; null when no rate is set for it.</summary>
    public decimal? Find(string currency) =>
        currency == Currencies.Cny ? 1
        : YuanPerUnit.TryGetValue(currency, out var rate) ? rate
        : null;
}
