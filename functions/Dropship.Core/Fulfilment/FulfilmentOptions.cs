namespace Dropship.Core.Fulfilment;

/// <summary>When a supplier counts as late.</summary>
public sealed record FulfilmentOptions
{
    /// <summary>How long before the store's deadline a person is warned of goods that are not shipped.</summary>
    public TimeSpan WarnBeforeShipBy { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long after the payment a person is warned, where the store names no deadline or a later one.</summary>
    public TimeSpan SupplierShipsWithin { get; init; } = TimeSpan.FromDays(3);
}
