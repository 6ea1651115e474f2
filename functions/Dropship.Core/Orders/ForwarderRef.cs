namespace Dropship.Core.Orders;

/// <summary>The forwarder that a purchase order goes to.</summary>
/// <param name="Id">The forwarder account.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Area">Where its warehouse is: city, province and country.</param>
/// <param name="Rate">What it asks for parcels, as agreed when the purchase order was planned; null when nothing is agreed.</param>
public sealed record ForwarderRef(string Id, string Name, string Area, ForwarderRate? Rate = null);
