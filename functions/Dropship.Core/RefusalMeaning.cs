namespace Dropship.Core;

/// <summary>What a refusal means to an order, whatever the platform's own code for it.</summary>
public enum RefusalMeaning
{
    Unspecified,
    NotFound,
    OutOfStock,
    BelowMinimumQuantity,
    OfferNotForSale,
    SpecNotOfOffer,
    SuppliersMixed,
    RelationMissing,
    AddressRefused,
    TradeModeMissing,
    TooSoon,
    WrongState,
    OrderCancelled,
    AlreadyFulfilled,
    TrackingConflict,
    NotYetShipped,
    AmountChanged,
    NotPayable,

    /// <summary>The goods were refunded or removed from the order.</summary>
    TakenBack,
}
