using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dropship.Repository.Tests.Support;

/// <summary>What a deployment makes of given parameters, as the compiler predicts it.</summary>
/// <param name="Resources">All resources, those of the modules too.</param>
/// <param name="Outputs">What main.bicep gives back.</param>
internal sealed partial record Deployment(IReadOnlyList<DeployedResource> Resources, JsonObject Outputs)
{
    public DeployedResource App => Only("Microsoft.Web/sites");

    /// <summary>The settings of the app, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        App.List("properties.siteConfig.appSettings")
            .ToDictionary(
                setting => setting["name"]!.ToString(),
                setting => setting["value"]!.ToString(),
                StringComparer.OrdinalIgnoreCase
            );

    /// <summary>What all names of the deployment have in common.</summary>
    public string Token => Only("Microsoft.Web/serverfarms").Name["plan-".Length..];

    public IReadOnlyList<DeployedResource> Of(string type) => [.. Resources.Where(resource => resource.Type == type)];

    public DeployedResource Only(string type) => Assert.Single(Of(type));

    /// <summary>Predicts a deployment.</summary>
    /// <param name="folder">Where the compiler works; a folder in the repository.</param>
    /// <param name="name">What its files are called.</param>
    /// <param name="parameters">The parameters of main.bicep.</param>
    public static async Task<Deployment> PredictAsync(string folder, string name, JsonObject parameters)
    {
        var main = Path.GetRelativePath(folder, Path.Combine(RepositoryFiles.Root, "infra", "main.bicep")).Replace('\\', '/');
        await File.WriteAllLinesAsync(
            Path.Combine(folder, $"{name}.bicepparam"),
            [$"using '{main}'", .. parameters.Select(parameter => $"param {parameter.Key} = {Literal(parameter.Value!)}")]
        );
        await BicepCompiler.RunAsync(
            folder,
            "snapshot",
            $"{name}.bicepparam",
            "--mode",
            "overwrite",
            "--location",
            "westeurope",
            "--deployment-name",
            name,
            "--subscription-id",
            "00000000-0000-0000-0000-000000000001",
            "--tenant-id",
            "00000000-0000-0000-0000-000000000002"
        );

        var snapshot = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, $"{name}.snapshot.json")))!;
        Assert.Empty(snapshot["diagnostics"]!.AsArray());
        return new Deployment(
            [.. snapshot["predictedResources"]!.AsArray().Select(node => new DeployedResource(node!.AsObject()))],
            snapshot["outputs"]!.AsObject()
        );
    }

    private static string Literal(JsonNode value) =>
        value switch
        {
            JsonObject fields => $"{{ {string.Join(", ", fields.Select(field => $"{field.Key}: {Literal(field.Value!)}"))} }}",
            JsonValue truth when truth.TryGetValue<bool>(out var isTrue) => isTrue ? "true" : "false",
            _ => $"'{Escaped().Replace(value.ToString(), @"\$0")}'",
        };

    [GeneratedRegex(@"\\|'|\$(?=\{)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Escaped();
}
