using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Dropship.Tooling;

/// <summary>
/// The npm packages that a run needs, installed once with <c>npm ci</c> from the pinned lock file. Several processes may
/// ask at once: one installs, the others wait.
/// </summary>
public sealed partial class NodePackages
{
    private const int OldestNode = 20;

    private NodePackages(string modules) => Modules = modules;

    /// <summary>The <c>node_modules</c> folder.</summary>
    public string Modules { get; }

    /// <summary>Installs the packages where they are not yet there.</summary>
    /// <param name="progress">Told in one sentence when there is something to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ToolException">Node or npm is missing or too old, or the install failed.</exception>
    public static async Task<NodePackages> EnsureInstalledAsync(Action<string>? progress, CancellationToken cancellationToken)
    {
        var root = RepositoryRoot.Find();
        var source = Path.Combine(root, "local", "Dropship.Tooling", "npm");
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken);
        var folder = Path.Combine(root, "artifacts", "npm", Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12]);
        var done = Path.Combine(folder, ".installed");
        Directory.CreateDirectory(folder);

        await using (await LockAsync(Path.Combine(folder, ".lock"), cancellationToken))
        {
            if (!File.Exists(done))
            {
                await RequireNodeAsync(cancellationToken);
                progress?.Invoke("Installing the npm packages (once, about half a minute)");
                foreach (var name in (string[])["package.json", "package-lock.json", ".npmrc"])
                {
                    File.Copy(Path.Combine(source, name), Path.Combine(folder, name), overwrite: true);
                }

                await RunAsync("npm ci", OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, cancellationToken);
                await File.WriteAllTextAsync(done, string.Empty, cancellationToken);
            }
        }

        return new NodePackages(Path.Combine(folder, "node_modules"));
    }

    /// <summary>Starts one of the packages' scripts with Node.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="script">Its path below <c>node_modules</c>.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="logFile">A file that gets its output; none when null.</param>
    /// <param name="environment">Variables added to this process's own; a null value removes one.</param>
    /// <param name="engine">Arguments of Node itself, unquoted; none when null.</param>
    public ChildProcess Start(string name, string script, IEnumerable<string> arguments, string? logFile = null, IReadOnlyDictionary<string, string?>? environment = null, IReadOnlyList<string>? engine = null) =>
        ChildProcess.Start(name, "node", [.. engine ?? [], Path.Combine(Modules, script), .. arguments], environment, logFile: logFile);

    private static async Task RequireNodeAsync(CancellationToken cancellationToken)
    {
        var version = await RunAsync("node", "node", ["--version"], null, cancellationToken);
        var match = NodeVersion().Match(version);
        if (!match.Success || int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) < OldestNode)
        {
            throw new ToolException($"Node {OldestNode} or newer is needed; 'node --version' says '{version.Trim()}'. Install a newer Node and try again.");
        }
    }

    private static async Task<string> RunAsync(string name, string fileName, string[] arguments, string? folder, CancellationToken cancellationToken)
    {
        ChildProcess process;
        try
        {
            process = ChildProcess.Start(name, fileName, arguments, workingDirectory: folder);
        }
        catch (ToolException exception)
        {
            throw new ToolException($"{exception.Message} Install Node {OldestNode} or newer (it brings npm) and try again.", exception);
        }

        await using (process)
        {
            await process.Exited.WaitAsync(cancellationToken);
            return process.ExitCode == 0
                ? process.Output
                : throw new ToolException($"'{name}' ended with exit code {process.ExitCode}:{Environment.NewLine}{process.Output}");
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    [GeneratedRegex(@"v(?<major>\d+)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NodeVersion();
}
