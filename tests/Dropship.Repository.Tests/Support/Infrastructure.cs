using System.Text.Json;
using Dropship.Tooling;

namespace Dropship.Repository.Tests.Support;

/// <summary>All Bicep files of the repository, parsed once for the assembly's tests.</summary>
public sealed class Infrastructure : IAsyncLifetime
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { MaxDepth = 512 };

    internal static string Root { get; } = RepositoryRoot.Find();

    internal IReadOnlyList<BicepFile> Files { get; private set; } = [];

    internal BicepFile Main => File("main.bicep");

    public async Task InitializeAsync()
    {
        var folder = Path.Combine(Root, "infra");
        string[] paths = [.. Directory.EnumerateFiles(folder, "*.bicep", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var trees = await ParseAsync(paths);
        Files = [.. paths.Zip(trees, (path, tree) => new BicepFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), tree))];
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal static async Task<IReadOnlyList<BicepNode>> ParseAsync(params IEnumerable<string> paths)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var packages = await NodePackages.EnsureInstalledAsync(progress: null, limit.Token);
        await using var node = ChildProcess.Start("The Bicep parser", "node", [Path.Combine(AppContext.BaseDirectory, "bicep-tree.mjs"), packages.Modules, .. paths]);
        await node.Exited.WaitAsync(limit.Token);
        return node.ExitCode == 0
            ? JsonSerializer.Deserialize<List<BicepNode>>(node.Output, s_json)!
            : throw new InvalidOperationException(node.Output);
    }

    internal static string Read(string file) => System.IO.File.ReadAllText(Path.Combine(Root, file));

    internal BicepFile File(string path) => Files.Single(file => file.Path == path);

    /// <summary>The file that a module declaration names.</summary>
    internal BicepFile FileOf(BicepDeclaration module) => File(module.Target);
}
