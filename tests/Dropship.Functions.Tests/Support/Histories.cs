using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.AzureSdk.Testing;
using DurableTask.Core.History;

namespace Dropship.Functions.Tests.Support;

/// <summary>
/// Histories of instances, captured once and kept: what runs today must be able to go on with them. With the environment variable
/// DROPSHIP_CAPTURE_HISTORIES naming a folder, the tests that make such histories write them there.
/// </summary>
internal static class Histories
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Histories");

    /// <summary>All that were captured, as <c>version/name.json</c>.</summary>
    public static IReadOnlyList<string> All =>
        [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<HistoryEvent> Read(string name) => OrchestrationReplayer.Import(File.ReadAllText(Path.Combine(Folder, name)));

    public static void Capture(string name, IEnumerable<HistoryEvent> history)
    {
        if (Environment.GetEnvironmentVariable("DROPSHIP_CAPTURE_HISTORIES") is { Length: > 0 } folder)
        {
            var json = JsonNode.Parse(OrchestrationReplayer.Export(history))!;
            File.WriteAllText(Path.Combine(folder, name), json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
        }
    }
}
