namespace Dropship.Core.Orders;

/// <summary>What a forwarder asks for a parcel, as far as that is agreed beforehand. In yuan.</summary>
/// <param name="PerParcel">For each parcel; null for nothing.</param>
/// <param name="PerKilogram">For each kilogram; null for nothing.</param>
/// <param name="AssumedGrams">The weight that counts while a parcel's own is not known; null for none.</param>
public sealed record ForwarderRate(Money? PerParcel, Money? PerKilogram, int? AssumedGrams)
{
    /// <summary>What a parcel costs, rounded up to the fen; null when that is not agreed.</summary>
    /// <param name="grams">Its weight; null when it is not known.</param>
    public Money? FeeOf(int? grams)
    {
        var weight =
            PerKilogram is { } rate && (grams ?? AssumedGrams) is { } known
                ? Money.Cny((long)decimal.Ceiling(rate.Minor * (decimal)known / 1000))
                : (Money?)null;
        return PerParcel is { } fixedFee ? fixedFee + (weight ?? Money.Cny(0)) : weight;
    }
}
