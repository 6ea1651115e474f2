namespace Dropship.Core;

/// <summary>What foreign money is worth in yuan. Rates that a person set go before those that are fetched.</summary>
public sealed record ExchangeRates
{
    public static ExchangeRates None { get; } = new();

    /// <summary>Yuan for one unit, by currency, as a person set them.</summary>
    public IReadOnlyDictionary<string, decimal> YuanPerUnit { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>The day of the rates that a person set; null when none is given.</summary>
    public DateOnly? Of { get; init; }

    /// <summary>The rates that are fetched, by currency.</summary>
    public IReadOnlyDictionary<string, FetchedRate> Fetched { get; init; } = new Dictionary<string, FetchedRate>(StringComparer.Ordinal);

    /// <summary>Yuan for one unit of a currency; null when there is no rate for it.</summary>
    public decimal? Find(string currency) =>
        currency == Currencies.Cny ? 1
        : YuanPerUnit.TryGetValue(currency, out var rate) ? rate
        : Fetched.GetValueOrDefault(currency)?.YuanPerUnit;

    /// <summary>The day of the rate of a currency; null when it is not known.</summary>
    public DateOnly? DayOf(string currency) => IsFetched(currency) ? Fetched[currency].Day : Of;

    /// <summary>Whether the rate of a currency is a fetched one.</summary>
    public bool IsFetched(string currency) =>
        currency != Currencies.Cny && !YuanPerUnit.ContainsKey(currency) && Fetched.ContainsKey(currency);
}
