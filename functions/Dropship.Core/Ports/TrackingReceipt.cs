namespace Dropship.Core.Ports;

/// <summary>What the store has after a push.</summary>
/// <param name="FulfilmentId">The platform's id of the fulfilment that carries the number.</param>
/// <param name="WasAlreadyThere">The store had this number before; nothing was written.</param>
public sealed record TrackingReceipt(string FulfilmentId, bool WasAlreadyThere);
