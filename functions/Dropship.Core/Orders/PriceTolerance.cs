namespace Dropship.Core.Orders;

/// <summary>How much a price may rise between the approval and the payment without asking again. Where both bounds are given, both
/// hold.</summary>
/// <param name="Percent">The bound in percent of the approved amount; null for none.</param>
/// <param name="Amount">The bound in yuan; null for none.</param>
public sealed record PriceTolerance(decimal? Percent, Money? Amount)
{
    /// <summary>Any rise is asked about.</summary>
    public static PriceTolerance None { get; } = new(null, null);

    /// <summary>The rise that is borne for an amount, rounded down to the fen.</summary>
    public Money Of(Money approved)
    {
        var share = Percent is { } percent
            ? new Money((long)decimal.Floor(approved.Minor * percent / 100), approved.Currency)
            : (Money?)null;
        return (share, Amount) switch
        {
            ({ } left, { } right) => left < right ? left : right,
            _ => share ?? Amount ?? Money.Zero(approved.Currency),
        };
    }
}
