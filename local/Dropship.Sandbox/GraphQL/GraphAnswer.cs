using System.Text.Json.Nodes;

namespace Dropship.Sandbox.GraphQL;

/// <summary>What a query that ran gives.</summary>
/// <param name="Data">The data; null when a refusal reached the top through fields that cannot be null.</param>
/// <param name="Errors">The refusals.</param>
internal sealed record GraphAnswer(JsonNode? Data, IReadOnlyList<JsonObject> Errors);
