using System.Reflection;
using System.Text.RegularExpressions;
using Dropship.Connectors;
using Dropship.Core;
using Dropship.Functions.Settings;
using Dropship.Storage;
using Dropship.Tooling;

namespace Dropship.Functions.Tests.Support;

/// <summary>The source files and the assemblies that rules are checked on.</summary>
internal static partial class SourceTree
{
    public static string Root { get; } = RepositoryRoot.Find();

    /// <summary>The app's own assemblies, inner ones first.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(OrderKey).Assembly,
        typeof(ConnectorsOptions).Assembly,
        typeof(StorageServiceCollectionExtensions).Assembly,
        typeof(DropshipSettings).Assembly,
    ];

    public static Assembly Functions => typeof(DropshipSettings).Assembly;

    /// <summary>Files below a folder of the repository, without what builds leave there; with '/' and from the root.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file =>
                    !file.Contains("/bin/", StringComparison.Ordinal)
                    && !file.Contains("/obj/", StringComparison.Ordinal)
                    && !file.Contains("/node_modules/", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal),
        ];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>A file's code, without its comments.</summary>
    public static string Code(string file) => Comment().Replace(Read(file), string.Empty);

    [GeneratedRegex(@"(?<!:)//[^\n]*|/\*.*?\*/", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();
}
