using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Couriers;

/// <summary>What can be set of the tracking services while they run.</summary>
internal sealed class CourierSettings : Entity
{
    public const string TheKey = "couriers";

    public string Kuaidi100Customer { get; set; } = "sandbox-customer";

    public string Kuaidi100Key { get; set; } = "sandbox-kuaidi100-key";

    public string SeventeenTrackKey { get; set; } = "sandbox-17track-key";

    /// <summary>Where 17TRACK calls back; null sends nothing.</summary>
    public string? SeventeenTrackUrl { get; set; }

    public string AfterShipKey { get; set; } = "sandbox-aftership-key";

    /// <summary>Signs calls; null asks for no signature.</summary>
    public string? AfterShipSigningSecret { get; set; } = "sandbox-aftership-signing";

    public string AfterShipWebhookSecret { get; set; } = "sandbox-aftership-webhook";

    /// <summary>Where AfterShip calls back; null sends nothing.</summary>
    public string? AfterShipUrl { get; set; }
}
