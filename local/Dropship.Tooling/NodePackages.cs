using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dropship.Tooling;

/// <summary>
/// The npm packages that a run needs, installed once with <c>npm ci</c> from the pinned lock file. Several processes may
/// ask at once: one installs, the others wait.
/// </summary>
public sealed partial class NodePackages
{
    private const int OldestNode = 20;
    private const string Remedy = "Install Node 20 or newer";
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(1);

    private NodePackages(string modules) => Modules = modules;

    /// <summary>The <c>node_modules</c> folder.</summary>
    public string Modules { get; }

    /// <summary>Checks Node, and installs the packages where they are missing.</summary>
    /// <param name="progress">Told in a few words how far the install is.</param>
    /// <param name="cancellationToken">Cancels the install.</param>
    /// <exception cref="ToolException">Node or npm is missing or too old, or the install failed.</exception>
    public static async Task<NodePackages> EnsureInstalledAsync(Action<string>? progress, CancellationToken cancellationToken)
    {
        var root = RepositoryRoot.Find();
        var source = Path.Combine(root, "local", "Dropship.Tooling", "npm");
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken);
        var folder = Path.Combine(root, "artifacts", "npm", Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12]);
        var packages = new NodePackages(Path.Combine(folder, "node_modules"));
        await RequireNodeAsync(cancellationToken);
        Directory.CreateDirectory(folder);
        await using (await LockAsync(Path.Combine(folder, ".lock"), progress, cancellationToken))
        {
            var done = Path.Combine(folder, ".installed");
            if (!File.Exists(done) || !Directory.Exists(packages.Modules))
            {
                foreach (var name in (string[])["package.json", "package-lock.json", ".npmrc"])
                {
                    File.Copy(Path.Combine(source, name), Path.Combine(folder, name), overwrite: true);
                }

                await InstallAsync(folder, FoldersOf(lockFile), progress, cancellationToken);
                await File.WriteAllTextAsync(done, string.Empty, cancellationToken);
            }
        }

        return packages;
    }

    /// <summary>Starts one of the packages' scripts with Node.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="script">Its path below <c>node_modules</c>.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="logFile">A file that gets its output; none when null.</param>
    /// <param name="environment">Variables added to this process's own; a null value removes one.</param>
    /// <param name="engine">Arguments of Node itself, unquoted; none when null.</param>
    public ChildProcess Start(
        string name,
        string script,
        IEnumerable<string> arguments,
        string? logFile = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        IReadOnlyList<string>? engine = null
    ) => ChildProcess.Start(name, "node", [.. engine ?? [], Path.Combine(Modules, script), .. arguments], environment, logFile: logFile);

    private static async Task RequireNodeAsync(CancellationToken cancellationToken)
    {
        var said = await RunAsync("node", ["--version"], null, null, cancellationToken);
        var match = NodeVersion().Match(said);
        if (!match.Success || int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) < OldestNode)
        {
            throw new ToolException($"Node {said.Trim()} is too old. {Remedy}, then try again.");
        }
    }

    private static async Task InstallAsync(
        string folder,
        List<string> packages,
        Action<string>? progress,
        CancellationToken cancellationToken
    )
    {
        void Tell()
        {
            var done = packages.Count(package => File.Exists(Path.Combine(folder, package, "package.json")));
            progress?.Invoke(string.Create(CultureInfo.InvariantCulture, $"installing npm packages, once: {done} of {packages.Count}"));
        }

        Tell();
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        await RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, Tell, cancellationToken);
    }

    private static List<string> FoldersOf(byte[] lockFile)
    {
        using var document = JsonDocument.Parse(lockFile);
        return
        [
            .. document
                .RootElement.GetProperty("packages")
                .EnumerateObject()
                .Select(package => package.Name)
                .Where(name => name.Length > 0),
        ];
    }

    private static async Task<string> RunAsync(
        string fileName,
        string[] arguments,
        string? folder,
        Action? tell,
        CancellationToken cancellationToken
    )
    {
        ChildProcess process;
        try
        {
            process = ChildProcess.Start(fileName, fileName, arguments, workingDirectory: folder);
        }
        catch (ToolException exception)
        {
            throw new ToolException($"'{fileName}' was not found. {Remedy} (it brings npm), then try again.", exception);
        }

        await using (process)
        {
            process.Grace = TimeSpan.FromSeconds(1);
            while (await Task.WhenAny(process.Exited, Task.Delay(s_tellEvery, cancellationToken)) != process.Exited)
            {
                cancellationToken.ThrowIfCancellationRequested();
                tell?.Invoke();
            }

            var command = string.Join(' ', [fileName, .. arguments]);
            return process.ExitCode == 0
                ? process.Output
                : throw new ToolException($"'{command}' failed with exit code {process.ExitCode}:{Environment.NewLine}{process.Output}");
        }
    }

    private static async Task<FileStream> LockAsync(string path, Action<string>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (FileLock.TryTake(path) is { } taken)
            {
                return taken;
            }

            progress?.Invoke("another run installs the npm packages");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    [GeneratedRegex(@"v(?<major>\d+)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NodeVersion();
}
