namespace Dropship.Core.Ports;

/// <summary>Goods that a forwarder sends on.</summary>
/// <param name="LineId">The line of the store order, by which the forwarder may say what is in a shipment.</param>
/// <param name="Title">What it is.</param>
/// <param name="Quantity">Pieces as the store sells them.</param>
/// <param name="UnitValue">The declared value of a piece; null when it is not known.</param>
public sealed record AnnouncedGoods(string LineId, string Title, int Quantity, Money? UnitValue);
