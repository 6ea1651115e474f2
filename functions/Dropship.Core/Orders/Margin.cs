using System.Globalization;

namespace Dropship.Core.Orders;

/// <summary>What is left of a sale after fees and costs, in yuan.</summary>
/// <param name="Sale">What the customer pays for the goods, in the store's currency.</param>
/// <param name="SaleInYuan">The same in yuan, rounded down to the fen.</param>
/// <param name="Fees">What the store's platform and its payment service keep of it, rounded up to the fen.</param>
/// <param name="Cost">What 1688 asks for goods and freight.</param>
/// <param name="Rate">Yuan for one unit of the store's currency.</param>
/// <param name="RateOf">The day of the rate; null when it is not known.</param>
public sealed record Margin(Money Sale, Money SaleInYuan, Money Fees, Money Cost, decimal Rate, DateOnly? RateOf)
{
    public Money Amount => SaleInYuan - Fees - Cost;

    /// <summary>The margin as a share of the sale, in whole percent towards zero; null when nothing was paid.</summary>
    public int? Percent => SaleInYuan.Minor == 0 ? null : (int)(Amount.Minor * 100 / SaleInYuan.Minor);

    /// <summary>Reckons a margin; null when no rate is set for the sale's currency.</summary>
    /// <param name="sale">In the store's currency.</param>
    /// <param name="cost">In yuan.</param>
    /// <param name="feePercent">The share of the sale that fees take.</param>
    /// <param name="rates">The rates in force.</param>
    public static Margin? Of(Money sale, Money cost, decimal feePercent, ExchangeRates rates)
    {
        if (rates.Find(sale.Currency) is not { } rate)
        {
            return null;
        }

        var inYuan = Money.Cny((long)decimal.Floor(sale.ToDecimal() * rate * 100));
        var fees = Money.Cny((long)decimal.Ceiling(inYuan.Minor * feePercent / 100));
        return new Margin(sale, inYuan, fees, cost, rate, rates.DayOf(sale.Currency));
    }

    /// <summary>Whether the margin is at least a share of the sale; compared without rounding.</summary>
    public bool Reaches(decimal percent) => Amount.Minor * 100m >= SaleInYuan.Minor * percent;

    /// <summary>The sale, and what it is in yuan at which rate.</summary>
    public string SaleText
    {
        get
        {
            var of = RateOf is { } day ? string.Create(CultureInfo.InvariantCulture, $", {day:yyyy-MM-dd}") : string.Empty;
            return Sale.Currency == Currencies.Cny
                ? Sale.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"{Sale} = {SaleInYuan} (1 {Sale.Currency} = {Rate} CNY{of})");
        }
    }
}
