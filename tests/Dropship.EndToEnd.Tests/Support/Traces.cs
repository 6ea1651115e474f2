using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>Finds where texts are left behind in an installation's folder: in logs, mails, tables and queues, also where they are escaped
/// or encoded.</summary>
internal static partial class Traces
{
    // Where personal data belongs.
    private const string PersonColumn = "Person";

    // What plays the outside world, and the installation's own keys and credentials.
    private static readonly string[] s_elsewhere = ["sandbox", "secrets", "keys.json"];

    /// <summary>Each place that holds one of the texts, as <c>file: text</c>; the columns of personal data are no such place.</summary>
    public static IReadOnlyList<string> Find(string folder, IReadOnlyCollection<string> texts) =>
        [
            .. from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(folder, file).Replace('\\', '/')
            where !s_elsewhere.Any(place => name == place || name.StartsWith($"{place}/", StringComparison.Ordinal))
            let content = ContentOf(file)
            from text in texts
            where Holds(content, text)
            select $"{name}: {text}",
        ];

    /// <summary>How many files a search goes through.</summary>
    public static int CountFiles(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();

    /// <summary>Keys of the app, and all texts of secrets that are long enough to be one.</summary>
    public static HashSet<string> CredentialsOf(string folder)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var keys = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "keys.json")))!;
        found.Add(keys["Signing"]!.GetValue<string>());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "secrets")))
        {
            Collect(JsonNode.Parse(File.ReadAllText(file)), found);
        }

        return found;
    }

    private static string ContentOf(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var content = reader.ReadToEnd();
        if (Path.GetFileName(file) == "__azurite_db_table__.json")
        {
            var tables = JsonNode.Parse(content)!;
            TakeOutPersons(tables);
            content = tables.ToJsonString();
        }

        // Messages of queues and parts of mails are base64.
        return string.Join('\n', [content, .. Base64().Matches(content).Select(match => Decode(match.Value))]);
    }

    private static void TakeOutPersons(JsonNode node)
    {
        if (node is JsonArray array)
        {
            foreach (var inner in array.OfType<JsonNode>())
            {
                TakeOutPersons(inner);
            }
        }
        else if (node is JsonObject parent)
        {
            foreach (
                var column in parent
                    .Select(entry => entry.Key)
                    .Where(column => column.StartsWith(PersonColumn, StringComparison.Ordinal))
                    .ToList()
            )
            {
                parent.Remove(column);
            }

            foreach (var (_, inner) in parent.Where(entry => entry.Value is JsonObject or JsonArray).ToList())
            {
                TakeOutPersons(inner!);
            }
        }
    }

    private static void Collect(JsonNode? node, HashSet<string> found)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach (var (name, inner) in parent)
                {
                    if (inner is not JsonValue value || !value.TryGetValue<string>(out var text))
                    {
                        Collect(inner, found);
                    }
                    else if (
                        text.Length >= 16
                        && !DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
                        && (
                            name.Contains("token", StringComparison.OrdinalIgnoreCase)
                            || name.Contains("secret", StringComparison.OrdinalIgnoreCase)
                        )
                    )
                    {
                        found.Add(text);
                    }
                }

                break;
            case JsonArray array:
                foreach (var inner in array)
                {
                    Collect(inner, found);
                }

                break;
        }
    }

    private static bool Holds(string content, string text) =>
        content.Contains(text, StringComparison.OrdinalIgnoreCase)
        || content.Contains(Uri.EscapeDataString(text), StringComparison.OrdinalIgnoreCase);

    private static string Decode(string text)
    {
        var padded = text.Length % 4 == 0 ? text : text.PadRight(text.Length + 4 - (text.Length % 4), '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : string.Empty;
    }

    [GeneratedRegex("[A-Za-z0-9+/]{16,}={0,2}", RegexOptions.CultureInvariant, 20000)]
    private static partial Regex Base64();
}
