using System.Globalization;

namespace Dropship.Core;

/// <summary>An amount in whole minor units (fen, cents) of one currency. There is no rounding in sums and no mixing of
/// currencies.</summary>
/// <param name="Minor">The amount in minor units; negative for money given back.</param>
/// <param name="Currency">The ISO 4217 code in capitals.</param>
public readonly record struct Money(long Minor, string Currency) : IComparable<Money>
{
    /// <summary>The amount 0 of a currency.</summary>
    public static Money Zero(string currency) => new(0, Currencies.Normalise(currency));

    /// <summary>An amount of renminbi.</summary>
    /// <param name="fen">Hundredths of a yuan.</param>
    public static Money Cny(long fen) => new(fen, Currencies.Cny);

    /// <summary>Reads a decimal text such as <c>12.34</c> in the currency's own number of decimals.</summary>
    /// <exception cref="FormatException">The text is no number, has more decimals than the currency, or the currency is not
    /// known.</exception>
    public static Money Parse(string text, string currency)
    {
        var code = Currencies.Normalise(currency);
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            )
        )
        {
            throw new FormatException($"'{text}' is not an amount of money.");
        }

        return FromDecimal(value, code);
    }

    /// <summary>Turns a decimal number of major units into minor units.</summary>
    /// <exception cref="FormatException">The number has more decimals than the currency, or is too large.</exception>
    public static Money FromDecimal(decimal major, string currency)
    {
        var code = Currencies.Normalise(currency);
        var minor = major * Currencies.MinorUnits(code);
        if (minor != decimal.Truncate(minor) || minor is < long.MinValue or > long.MaxValue)
        {
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"{major} is not a whole number of minor units of {code}.")
            );
        }

        return new Money((long)minor, code);
    }

    public static Money operator +(Money left, Money right) => new(checked(left.Minor + Same(left, right).Minor), left.Currency);

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - Same(left, right).Minor), left.Currency);

    public static Money operator *(Money amount, int factor) => new(checked(amount.Minor * factor), amount.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    /// <summary>The amount in major units.</summary>
    public decimal ToDecimal() => (decimal)Minor / Currencies.MinorUnits(Currency);

    /// <summary>The amount as <c>12.34</c>, without the currency.</summary>
    public string ToAmountText() =>
        ToDecimal().ToString("F" + Currencies.Decimals(Currency).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The amount as <c>12.34 CNY</c>.</summary>
    public override string ToString() => $"{ToAmountText()} {Currency}";

    private static Money Same(Money left, Money right) =>
        left.Currency == right.Currency
            ? right
            : throw new InvalidOperationException($"Amounts of {left.Currency} and {right.Currency} cannot be put together.");
}
