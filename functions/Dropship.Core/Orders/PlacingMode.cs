namespace Dropship.Core.Orders;

/// <summary>How an order becomes a purchase order at the supplier.</summary>
public enum PlacingMode
{
    /// <summary>Placed at once; the money still waits for approval.</summary>
    Automatic,

    /// <summary>Prepared, and placed when a person confirms it.</summary>
    Manual,
}
