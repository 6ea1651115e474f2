using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>A webhook asked for by API.</summary>
internal sealed class WebhookSubscription : Entity
{
    public long Id { get; set; }

    public string Shop { get; set; } = string.Empty;

    public string Topic { get; set; } = string.Empty;

    public string Uri { get; set; } = string.Empty;

    public string? Filter { get; set; }

    public string? Name { get; set; }

    public List<string> IncludeFields { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Deliveries that failed since one succeeded; at eight the subscription goes.</summary>
    public int Failures { get; set; }
}
