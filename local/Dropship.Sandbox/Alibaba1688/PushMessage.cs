using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>A message to the app: on its way, or kept after three failed tries until it is fetched.</summary>
internal sealed class PushMessage : Entity
{
    public long Id { get; set; }

    public string Type { get; set; } = string.Empty;

    public string UserInfo { get; set; } = string.Empty;

    public JsonObject Data { get; set; } = [];

    public DateTimeOffset BornAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Sandbox seconds at which it is tried next.</summary>
    public double DueAt { get; set; }

    /// <summary>No longer tried; the compensation interfaces hand it out.</summary>
    public bool Kept { get; set; }
}
