namespace Dropship.Core.Orders;

/// <summary>What went wrong with a purchase on the supplier's side.</summary>
public enum SupplierFault
{
    /// <summary>It was not shipped in time.</summary>
    Late,

    /// <summary>No carrier scanned a parcel that was said to be shipped.</summary>
    Suspected,

    /// <summary>The price rose after it was asked for.</summary>
    PriceRise,

    /// <summary>The supplier, or 1688, closed it though the time to pay was not over.</summary>
    Cancelled,
}
