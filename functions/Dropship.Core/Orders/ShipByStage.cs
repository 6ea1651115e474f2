namespace Dropship.Core.Orders;

/// <summary>How near the store's deadline a person was told that an order is not shipped.</summary>
public enum ShipByStage
{
    /// <summary>Nobody was told.</summary>
    None,

    /// <summary>It was near.</summary>
    Near,

    /// <summary>It was over.</summary>
    Passed,
}
