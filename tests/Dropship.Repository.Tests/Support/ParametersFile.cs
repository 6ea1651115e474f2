using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dropship.Repository.Tests.Support;

/// <summary>main.parameters.json, read as azd reads it: its variables come from azd's environment.</summary>
internal static partial class ParametersFile
{
    private const string Name = "infra/main.parameters.json";

    /// <summary>The variables that it names.</summary>
    public static IEnumerable<string> Variables =>
        Variable().Matches(RepositoryFiles.Read(Name)).Select(match => match.Groups["name"].Value);

    /// <summary>The parameters, without values yet.</summary>
    public static JsonObject Read() => JsonNode.Parse(RepositoryFiles.Read(Name))!["parameters"]!.AsObject();

    /// <summary>The parameters with the values of an environment; a truth value may be a text, as azd takes it.</summary>
    /// <exception cref="KeyNotFoundException">A variable has neither a value nor a default.</exception>
    public static JsonObject Fill(IReadOnlyDictionary<string, string> environment) =>
        new(
            from parameter in Read()
            let value = parameter.Value!["value"]!
            select KeyValuePair.Create(parameter.Key, value is JsonValue ? Convert(Fill(value.ToString(), environment)) : value.DeepClone())
        );

    private static string Fill(string text, IReadOnlyDictionary<string, string> environment) =>
        Variable()
            .Replace(
                text,
                match =>
                    environment.TryGetValue(match.Groups["name"].Value, out var value) ? value
                    : match.Groups["default"] is { Success: true } preset ? preset.Value
                    : throw new KeyNotFoundException(match.Value)
            );

    private static JsonValue? Convert(string text) => bool.TryParse(text, out var truth) ? JsonValue.Create(truth) : JsonValue.Create(text);

    [GeneratedRegex(@"\$\{(?<name>\w+)(=(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}
