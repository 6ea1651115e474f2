namespace Dropship.Core.Orders;

/// <summary>A fulfilment that the store already has.</summary>
/// <param name="FulfilmentId">The platform's id.</param>
/// <param name="IsCancelled">Whether it was taken back.</param>
/// <param name="TrackingNumbers">Its tracking numbers; may be none.</param>
/// <param name="Lines">Line id and pieces.</param>
public sealed record StoreFulfilment(
    string FulfilmentId,
    bool IsCancelled,
    IReadOnlyList<string> TrackingNumbers,
    IReadOnlyList<LineQuantity> Lines
);
