namespace Dropship.Repository.Tests.Support;

/// <summary>The repository's own files, without what builds and tools leave there.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_leftBehind = [".git", ".vs", ".vscode", ".idea", ".local", "bin", "obj", "artifacts", "TestResults", "node_modules"];

    /// <summary>Paths from the root, with '/', of the files that match.</summary>
    public static IReadOnlyList<string> Named(string pattern) => [.. Below(new DirectoryInfo(Infrastructure.Root), pattern).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Below(DirectoryInfo folder, string pattern) =>
        folder.EnumerateFiles(pattern).Select(file => Path.GetRelativePath(Infrastructure.Root, file.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(child => !s_leftBehind.Contains(child.Name, StringComparer.Ordinal)).SelectMany(child => Below(child, pattern)));
}
