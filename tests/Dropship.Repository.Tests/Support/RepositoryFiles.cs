using Dropship.Tooling;

namespace Dropship.Repository.Tests.Support;

/// <summary>The repository's own files, without what builds and tools leave there.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_leftBehind =
    [
        ".git",
        ".vs",
        ".vscode",
        ".idea",
        ".local",
        "bin",
        "obj",
        "artifacts",
        "TestResults",
        "node_modules",
    ];

    public static string Root { get; } = RepositoryRoot.Find();

    /// <summary>The text of a file, by its path from the root.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>Paths from the root, with '/', of the files that match.</summary>
    public static IReadOnlyList<string> Named(string pattern) => [.. Below(new DirectoryInfo(Root), pattern).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Below(DirectoryInfo folder, string pattern) =>
        folder
            .EnumerateFiles(pattern)
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Concat(
                folder
                    .EnumerateDirectories()
                    .Where(child => !s_leftBehind.Contains(child.Name, StringComparer.Ordinal))
                    .SelectMany(child => Below(child, pattern))
            );
}
