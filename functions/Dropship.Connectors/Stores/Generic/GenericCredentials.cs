namespace Dropship.Connectors.Stores.Generic;

/// <summary>The secret of a store whose orders are submitted.</summary>
internal sealed record GenericCredentials
{
    /// <summary>Signs submissions and callbacks.</summary>
    public required string Secret { get; init; }

    /// <summary>The one before it: submissions that bear it are taken for as long as it stands here.</summary>
    public string? FormerSecret { get; init; }

    public override string ToString() => nameof(GenericCredentials);
}
