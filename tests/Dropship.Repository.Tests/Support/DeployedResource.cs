using System.Text.Json.Nodes;

namespace Dropship.Repository.Tests.Support;

/// <summary>
/// A resource of a deployment. What is known before the deployment begins is worked out; what only Azure can know stands as an expression
/// such as <c>[reference('…').clientId]</c>.
/// </summary>
internal sealed record DeployedResource(JsonObject Body)
{
    public string Id => Text("id")!;

    public string Type => Text("type")!;

    public string Name => Text("name")!;

    /// <summary>What stands at a path of names with dots between them; null for nothing.</summary>
    public JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)Body, (node, name) => node?[name]);

    /// <summary>The text, number or truth value at a path of names with dots between them; null for nothing.</summary>
    public string? Text(string path) => At(path)?.ToString();

    /// <summary>The objects of the list at a path.</summary>
    public IEnumerable<JsonNode> List(string path) => At(path)?.AsArray().Select(node => node!) ?? [];

    /// <summary>Whether another resource lies in or on this one.</summary>
    public bool Bears(DeployedResource other) => other.Id.StartsWith(Id + "/", StringComparison.Ordinal);

    public override string ToString() => $"{Type} {Name}";
}
