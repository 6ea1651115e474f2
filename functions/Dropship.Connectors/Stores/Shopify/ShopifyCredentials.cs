namespace Dropship.Connectors.Stores.Shopify;

/// <summary>The secret of a Shopify store: a token that was made in its admin, or the id and secret of an app that asks for
/// tokens.</summary>
internal sealed record ShopifyCredentials
{
    /// <summary>A token that does not expire (<c>shpat_…</c>); null when the app asks for tokens.</summary>
    public string? AccessToken { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Gets tokens and signs webhooks.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Further secrets that webhooks may be signed with: the old one for a while after a rotation.</summary>
    public IReadOnlyList<string> WebhookSecrets { get; init; } = [];

    public IEnumerable<string> SigningSecrets =>
        ((string?[])[ClientSecret, .. WebhookSecrets]).OfType<string>().Where(secret => secret.Length > 0);
}
