namespace Dropship.Sandbox.World;

/// <summary>A webhook on its way to a listener.</summary>
internal sealed class Delivery : Entity
{
    /// <summary>The stand-in that sends it.</summary>
    public string Target { get; set; } = "shopify";

    public string Url { get; set; } = string.Empty;

    public string Topic { get; set; } = string.Empty;

    public string Body { get; set; } = string.Empty;

    public string ContentType { get; set; } = "application/json";

    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>The subscription made by API that it belongs to; null for one declared with the app.</summary>
    public string? Subscription { get; set; }

    public int Attempts { get; set; }

    /// <summary>Sandbox seconds at which it goes out next.</summary>
    public double DueAt { get; set; }
}
