using System.Text.Json.Nodes;

namespace Dropship.Sandbox.GraphQL;

/// <summary>One entry of <c>errors</c>.</summary>
internal sealed record GraphError(string Message, GraphPosition? At, IReadOnlyList<string>? Path, JsonObject? Extensions)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["message"] = Message };
        if (At is { } at)
        {
            json["locations"] = new JsonArray(new JsonObject { ["line"] = at.Line, ["column"] = at.Column });
        }

        if (Path is not null)
        {
            json["path"] = new JsonArray([.. Path.Select(part => (JsonNode?)part)]);
        }

        if (Extensions is not null)
        {
            json["extensions"] = Extensions;
        }

        return json;
    }
}
