using System.Text.Json.Nodes;

namespace Dropship.Sandbox.GraphQL;

/// <summary>A resolver's refusal: the field becomes null and the error is told beside the data.</summary>
internal sealed class GraphFieldException(string message, JsonObject? extensions = null) : Exception(message)
{
    public JsonObject? Extensions { get; } = extensions;
}
