using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What the store has after a push.</summary>
/// <param name="FulfilmentId">The platform's id of the fulfilment that carries the number.</param>
/// <param name="WasAlreadyThere">The store had this number before; nothing was written.</param>
/// <param name="PlatformNumber">The number that the platform made; null where it makes none, or has not made it yet.</param>
/// <param name="Order">The store order in full, as it was read after whatever the call wrote; null where it was not read, and is then read
/// by whoever needs it.</param>
/// <param name="CarrierAs">What the platform was told of a carrier that it does not list; null for one that it lists.</param>
public sealed record TrackingReceipt(
    string FulfilmentId,
    bool WasAlreadyThere,
    string? PlatformNumber = null,
    StoreOrder? Order = null,
    string? CarrierAs = null
);
