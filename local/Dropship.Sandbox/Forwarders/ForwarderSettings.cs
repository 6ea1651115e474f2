using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Forwarders;

/// <summary>What can be set of the forwarder while it runs. Delays are seconds of the sandbox clock.</summary>
internal sealed class ForwarderSettings : Entity
{
    public const string TheKey = "forwarder";

    /// <summary>Signs calls and callbacks.</summary>
    public string Secret { get; set; } = "sandbox-forwarder-secret";

    /// <summary>Where callbacks go; null sends none.</summary>
    public string? CallbackUrl { get; set; }

    public ForwarderMode Mode { get; set; }

    /// <summary>How long after the announcement the goods arrive.</summary>
    public double ArriveDelaySeconds { get; set; } = 24 * 3600;

    /// <summary>How long after the arrival they are sent on, and a wrong number is put right.</summary>
    public double SendDelaySeconds { get; set; } = 24 * 3600;
}
