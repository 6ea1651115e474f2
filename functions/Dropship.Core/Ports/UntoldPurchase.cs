namespace Dropship.Core.Ports;

/// <summary>A purchase order that a warehouse system has to be told of.</summary>
/// <param name="Key">The purchase order.</param>
/// <param name="Version">Another one each time that it is added.</param>
public sealed record UntoldPurchase(PurchaseOrderKey Key, string Version);
