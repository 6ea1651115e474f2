namespace Dropship.Connectors.Couriers;

/// <summary>The tracking services that can be asked.</summary>
public enum CourierKind
{
    /// <summary>快递100, for carriers inside China.</summary>
    Kuaidi100,

    /// <summary>17TRACK.</summary>
    SeventeenTrack,

    AfterShip,
}
