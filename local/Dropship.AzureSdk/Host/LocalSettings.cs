using System.Text.Json;

namespace Dropship.AzureSdk.Host;

/// <summary>local.settings.json: settings of a developer's machine, in the form that Core Tools reads.</summary>
internal static class LocalSettings
{
    private const string FileName = "local.settings.json";

    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The settings as configuration keys; empty when there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read, or is encrypted.</exception>
    public static IReadOnlyDictionary<string, string> Read(HostLocation location)
    {
        var path = new[] { location.WorkingFolder, location.AppFolder }.Select(f => Path.Combine(f, FileName)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), s_options);
            return Read(document.RootElement, path);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is not JSON: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, string> Read(JsonElement root, string path)
    {
        // Core Tools takes a file that does not say so for encrypted.
        if (!root.TryGetProperty("IsEncrypted", out var encrypted) || encrypted.ValueKind is not JsonValueKind.False)
        {
            throw new InvalidDataException($"{path} must say \"IsEncrypted\": false; encrypted settings cannot be read.");
        }

        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add(root, "Values", string.Empty);
        Add(root, "ConnectionStrings", "ConnectionStrings__");
        Add(root, "Host", "Host__");
        return settings;

        void Add(JsonElement from, string section, string prefix)
        {
            if (!from.TryGetProperty(section, out var values))
            {
                return;
            }

            foreach (var value in values.EnumerateObject())
            {
                settings[prefix + value.Name.Replace(":", "__", StringComparison.Ordinal)] = value.Value.ValueKind is JsonValueKind.String
                    ? value.Value.GetString()!
                    : value.Value.GetRawText();
            }
        }
    }
}
