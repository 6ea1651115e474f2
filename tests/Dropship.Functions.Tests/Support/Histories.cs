using Dropship.TestKit.Orchestrations;
using DurableTask.Core.History;

namespace Dropship.Functions.Tests.Support;

/// <summary>
/// Histories of instances, captured once from the real engine and kept: what runs today must be able to go on with them. The end-to-end
/// tests capture them.
/// </summary>
internal static class Histories
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Histories");

    /// <summary>All that were captured, as <c>version/name.json</c>.</summary>
    public static IReadOnlyList<string> All =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    public static IReadOnlyList<HistoryEvent> Read(string name) => HistoryFile.Parse(File.ReadAllText(Path.Combine(Folder, name)));
}
