namespace Dropship.Core.Upkeep;

/// <summary>What differs between the ledger and the other side.</summary>
public enum DiscrepancyKind
{
    /// <summary>The store has an order that was not here.</summary>
    OrderMissed,

    /// <summary>The store's order changed and that was not here.</summary>
    ChangeMissed,

    /// <summary>The store's reply about an order makes no sense, so it could not be compared; it is read again.</summary>
    OrderUnreadable,

    /// <summary>An order is open here and the store does not know it.</summary>
    OrderUnknownToStore,

    /// <summary>An order on 1688 carries a number of ours and the ledger does not hold it.</summary>
    PurchaseUnknownHere,

    /// <summary>1688 holds more goods under one number than were asked for.</summary>
    PurchaseDoubled,

    /// <summary>The order changed on 1688 and that was not here.</summary>
    NewsMissed,

    /// <summary>The ledger holds an order that 1688 does not know.</summary>
    PurchaseUnknownToMarket,
}
