namespace Dropship.Core.Orders;

/// <summary>Which part of the route a parcel takes.</summary>
public enum ParcelLeg
{
    /// <summary>To the customer: from the supplier, or from the forwarder.</summary>
    ToCustomer,

    /// <summary>From the supplier to the forwarder, inside China.</summary>
    ToForwarder,
}
