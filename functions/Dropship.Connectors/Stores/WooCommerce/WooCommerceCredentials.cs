namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>The secret of a WooCommerce store.</summary>
internal sealed record WooCommerceCredentials
{
    public required string ConsumerKey { get; init; }

    public required string ConsumerSecret { get; init; }

    /// <summary>Signs deliveries; null takes none.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>The webhook secret before it; deliveries under it are taken for as long as it stands here.</summary>
    public string? FormerWebhookSecret { get; init; }

    /// <summary>Whether the keys go in the address, for servers that take the Authorization header away.</summary>
    public bool KeysInAddress { get; init; }

    public override string ToString() => nameof(WooCommerceCredentials);
}
