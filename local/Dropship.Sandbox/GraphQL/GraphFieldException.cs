using System.Text.Json.Nodes;
using GraphQL;

namespace Dropship.Sandbox.GraphQL;

/// <summary>A resolver's refusal: the field becomes null and the error is told beside the data.</summary>
internal sealed class GraphFieldException(string message, JsonObject? details = null) : ExecutionError(message)
{
    /// <summary>The error's <c>extensions</c>.</summary>
    public JsonObject? Details { get; } = details;
}
