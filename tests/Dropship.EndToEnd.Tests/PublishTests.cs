using System.Text.Json;
using Dropship.EndToEnd.Tests.Support;
using Dropship.Tooling;
using Xunit.Abstractions;

namespace Dropship.EndToEnd.Tests;

/// <summary>What is published is an app folder that a Functions host runs as it is. It is published from a copy of the source, so that no
/// test's build is touched.</summary>
[Trait("Host", "Local")]
public sealed class PublishTests : IDisposable
{
    private const string ServiceBusExtension = "Microsoft.Azure.WebJobs.Extensions.ServiceBus";

    private readonly string _source = Directory.CreateTempSubdirectory("dropship-publish-").FullName;
    private readonly ITestOutputHelper _output;

    public PublishTests(ITestOutputHelper output)
    {
        _output = output;
        var root = RepositoryRoot.Find();
        foreach (
            var file in Directory
                .EnumerateFiles(root)
                .Where(file =>
                    Path.GetFileName(file) is "global.json" or ".editorconfig" or "nuget.config"
                    || Path.GetFileName(file).StartsWith("Directory.", StringComparison.Ordinal)
                )
        )
        {
            File.Copy(file, Path.Combine(_source, Path.GetFileName(file)));
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true };
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(root, "functions"), "*", options)
                .Where(file => !IsBuilt(Path.GetRelativePath(root, file)))
        )
        {
            var copy = Path.Combine(_source, Path.GetRelativePath(root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [Fact]
    public async Task The_published_folder_runs_as_it_is()
    {
        var (exitCode, output) = await PublishAsync("plain");
        Assert.True(exitCode == 0, output);

        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DROPSHIP_PUBLISHED"] = FolderOf("plain") };
        await using var run = LocalSystem.Launch(
            LocalSystem.NewFolder(),
            settings,
            "--orders",
            "1",
            "--auto-approve",
            "--exit-when-done",
            "--timeout",
            "4"
        );
        await run.Process.Exited;
        Assert.True(run.Process.ExitCode == 0, run.Process.Output);
        SandboxBooks.AssertAllBoughtOnceAndShipped(await SandboxBooks.ReadAsync(run.Folder), 1);
    }

    [Fact]
    public async Task With_its_property_the_published_folder_names_the_hosts_extension_for_Service_Bus()
    {
        var (exitCode, output) = await PublishAsync("whole", "-p:WithServiceBusExtension=true");
        if (exitCode != 0)
        {
            // The extension is on the public feed, and a mirror may lack it: then the restore of just that package is what fails.
            Assert.Matches($"error NU110[12]: Unable to find package {ServiceBusExtension}", output);
            _output.WriteLine(
                $"The package sources of this machine do not have {ServiceBusExtension}, so the app cannot be published with it here."
            );
            return;
        }

        using var extensions = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(FolderOf("whole"), "extensions.json")));
        Assert.Contains(
            extensions.RootElement.GetProperty("extensions").EnumerateArray(),
            extension => extension.GetProperty("typeName").GetString()!.Contains(ServiceBusExtension, StringComparison.Ordinal)
        );
    }

    public void Dispose() => Directory.Delete(_source, recursive: true);

    private static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    private string FolderOf(string name) => Path.Combine(_source, "published", name);

    private async Task<(int? ExitCode, string Output)> PublishAsync(string name, params string[] more)
    {
        string[] arguments =
        [
            "publish",
            Path.Combine(_source, "functions", "Dropship.Functions"),
            "-c",
            "Release",
            "-o",
            FolderOf(name),
            "-nodeReuse:false",
            .. more,
        ];
        await using var publishing = ChildProcess.Start("dotnet publish", "dotnet", arguments, workingDirectory: _source);
        await publishing.Exited.WaitAsync(TimeSpan.FromMinutes(5));
        return (publishing.ExitCode, publishing.Output);
    }
}
