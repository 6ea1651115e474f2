using Dropship.Tooling;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>
/// The table of scenarios in docs/platforms.md. Each scenario that went through confirms what it says of its platform; with
/// <c>DROPSHIP_WRITE_DOCS=1</c> it writes it.
/// </summary>
internal static class ScenarioTable
{
    private const string Head = "| scenario |";

    private static readonly Lock s_gate = new();

    private static string File => Path.Combine(RepositoryRoot.Find(), "docs", "platforms.md");

    /// <summary>The names of the platforms in the table's head.</summary>
    public static IReadOnlyList<string> Platforms => Cells(Read().First(IsHead))[1..];

    /// <summary>The rows: a scenario, and what was seen of each platform.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows => [.. RowsOf(Read()).Select(row => (IReadOnlyList<string>)Cells(row))];

    /// <summary>Says what a scenario showed of a platform.</summary>
    public static void Confirm(string platform, string scenario, string seen)
    {
        lock (s_gate)
        {
            var lines = Read();
            var column = Array.FindIndex(
                Cells(lines.First(IsHead)),
                name => string.Equals(name, platform, StringComparison.OrdinalIgnoreCase)
            );
            Assert.True(column > 0, $"docs/platforms.md: the table of scenarios has no column '{platform}'.");
            var row = Array.FindIndex(lines, line => line.StartsWith($"| {scenario} |", StringComparison.Ordinal));
            Assert.True(row > 0, $"docs/platforms.md: the table of scenarios has no row '{scenario}'.");
            var cells = Cells(lines[row]);
            if (Environment.GetEnvironmentVariable("DROPSHIP_WRITE_DOCS") == "1")
            {
                cells[column] = seen;
                lines[row] = $"| {string.Join(" | ", cells)} |";
                System.IO.File.WriteAllText(File, string.Join('\n', lines));
            }

            Assert.True(cells[column] == seen, $"docs/platforms.md says of {platform}, {scenario}: '{cells[column]}'; seen: '{seen}'.");
        }
    }

    private static string[] Read() => System.IO.File.ReadAllText(File).Split('\n');

    private static bool IsHead(string line) => line.StartsWith(Head, StringComparison.Ordinal);

    private static IEnumerable<string> RowsOf(string[] lines) =>
        lines.SkipWhile(line => !IsHead(line)).Skip(2).TakeWhile(line => line.StartsWith('|'));

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}
