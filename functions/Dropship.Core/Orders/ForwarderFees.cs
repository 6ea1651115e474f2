namespace Dropship.Core.Orders;

/// <summary>Reckons what the forwarder takes for a purchase order: what it reported, else what is agreed. Pure.</summary>
public static class ForwarderFees
{
    /// <summary>The fee in yuan; null when none is known, or the goods go to the customer directly.</summary>
    /// <param name="purchase">The purchase order.</param>
    /// <param name="rates">The rates for what is reported in other currencies.</param>
    public static Money? Of(PurchaseOrder purchase, ExchangeRates rates)
    {
        if (purchase.Forwarder is not { } forwarder)
        {
            return null;
        }

        var sent = purchase.Parcels.Where(parcel => parcel.IsFromForwarder && parcel.Status != ParcelStatus.Revoked).ToList();
        if (sent.Count == 0)
        {
            return forwarder.Rate?.FeeOf(null);
        }

        var fees = sent.Select(parcel => InYuan(parcel.Fee, rates) ?? forwarder.Rate?.FeeOf(parcel.WeightGrams)).OfType<Money>().ToList();
        return fees.Count == 0 ? null : fees.Aggregate((left, right) => left + right);
    }

    private static Money? InYuan(Money? fee, ExchangeRates rates) =>
        fee is not { } amount ? null
        : amount.Currency == Currencies.Cny ? amount
        : rates.Find(amount.Currency) is { } rate ? Money.Cny((long)decimal.Ceiling(amount.ToDecimal() * rate * 100))
        : null;
}
