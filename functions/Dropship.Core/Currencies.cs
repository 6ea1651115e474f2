using System.Collections.Frozen;

namespace Dropship.Core;

/// <summary>The currencies a store or a supplier may use, with their number of decimals.</summary>
public static class Currencies
{
    public const string Cny = "CNY";

    private static readonly FrozenDictionary<string, int> s_decimals = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["AED"] = 2,
        ["ARS"] = 2,
        ["AUD"] = 2,
        ["BRL"] = 2,
        ["CAD"] = 2,
        ["CHF"] = 2,
        ["CLP"] = 0,
        ["CNY"] = 2,
        ["COP"] = 2,
        ["CZK"] = 2,
        ["DKK"] = 2,
        ["EUR"] = 2,
        ["GBP"] = 2,
        ["HKD"] = 2,
        ["HUF"] = 2,
        ["IDR"] = 2,
        ["ILS"] = 2,
        ["INR"] = 2,
        ["JPY"] = 0,
        ["KRW"] = 0,
        ["MXN"] = 2,
        ["MYR"] = 2,
        ["NOK"] = 2,
        ["NZD"] = 2,
        ["PEN"] = 2,
        ["PHP"] = 2,
        ["PLN"] = 2,
        ["RON"] = 2,
        ["RUB"] = 2,
        ["SAR"] = 2,
        ["SEK"] = 2,
        ["SGD"] = 2,
        ["THB"] = 2,
        ["TRY"] = 2,
        ["TWD"] = 2,
        ["UAH"] = 2,
        ["USD"] = 2,
        ["UYU"] = 2,
        ["VND"] = 0,
        ["ZAR"] = 2,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsKnown(string? currency) => currency is not null && s_decimals.ContainsKey(Canonical(currency));

    /// <summary>The code in capitals; RMB is the everyday name of CNY.</summary>
    /// <exception cref="FormatException">The currency is not known.</exception>
    public static string Normalise(string currency)
    {
        var code = Canonical(currency);
        return s_decimals.ContainsKey(code) ? code : throw new FormatException($"'{currency}' is not a currency that is known here.");
    }

    /// <summary>How many decimals the currency has.</summary>
    public static int Decimals(string currency) => s_decimals[Normalise(currency)];

    /// <summary>How many minor units make one major unit.</summary>
    public static int MinorUnits(string currency) => Decimals(currency) == 0 ? 1 : 100;

    private static string Canonical(string currency)
    {
        var code = currency.Trim().ToUpperInvariant();
        return code == "RMB" ? Cny : code;
    }
}
