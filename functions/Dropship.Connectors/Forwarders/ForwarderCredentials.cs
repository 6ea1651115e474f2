namespace Dropship.Connectors.Forwarders;

/// <summary>The secret of a forwarder that is called over HTTP.</summary>
internal sealed record ForwarderCredentials
{
    /// <summary>Signs our calls and its callbacks.</summary>
    public string? Secret { get; init; }

    /// <summary>The secret before it, which callbacks may still be signed with for a while after a rotation.</summary>
    public string? FormerSecret { get; init; }
}
