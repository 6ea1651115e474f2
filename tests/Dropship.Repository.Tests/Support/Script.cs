using Dropship.Tooling;

namespace Dropship.Repository.Tests.Support;

/// <summary>A script of these tests over one of the npm packages.</summary>
internal static class Script
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a script from the root of the repository. Its first argument is the folder of the packages.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(string script, params IEnumerable<string> arguments)
    {
        using var limit = new CancellationTokenSource(s_limit);
        var packages = await NodePackages.EnsureInstalledAsync(progress: null, limit.Token);
        string[] all = [PathOf(script), packages.Modules, .. arguments];
        await using var node = ChildProcess.Start(script, "node", all, workingDirectory: RepositoryFiles.Root);
        await node.Exited.WaitAsync(limit.Token);
        Assert.True(node.ExitCode == 0, node.Output);
        return node.Output;
    }

    /// <summary>Where a file of these tests lies, by its path in the project.</summary>
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
