using System.Reflection;
using System.Text.RegularExpressions;
using Dropship.Tooling;

namespace Dropship.Local.Tests;

/// <summary>The built command as a process of its own: exit codes and what it writes.</summary>
public sealed partial class CommandProcessTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("dropship-command-");

    [Fact]
    public async Task Wrong_options_end_it_with_exit_code_1_and_sentences()
    {
        var (code, lines) = await RunAsync(["--orders", "abc", "--timeout", "1"]);

        Assert.Equal(1, code);
        Assert.Equal(
            [
                "--orders is 'abc'; give a whole number from 0 to 20000.",
                "--timeout needs --exit-when-done; without it, the run never ends.",
                "Run with --help to see all options.",
            ],
            lines
        );
    }

    [Fact]
    public async Task Without_node_it_says_what_to_install()
    {
        var (code, lines) = await RunAsync(["--data", Data], path: _place.FullName);

        Assert.Equal(1, code);
        Assert.Equal(
            ["'node' was not found. Install Node 20 or newer (it brings npm), then try again.", "Step 1 of 7: Node and npm packages"],
            lines.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task With_an_old_node_it_says_what_to_install()
    {
        Program("node", "echo v18.19.1");

        var (code, lines) = await RunAsync(["--data", Data], path: _place.FullName);

        Assert.Equal(1, code);
        Assert.Contains("Node v18.19.1 is too old. Install Node 20 or newer, then try again.", lines);
    }

    [Fact]
    public async Task With_a_node_that_fails_it_says_how()
    {
        Program("node", "echo broken; exit 3");

        var (code, lines) = await RunAsync(["--data", Data], path: _place.FullName);

        Assert.Equal(1, code);
        Assert.Contains("'node --version' failed with exit code 3:", lines);
        Assert.Contains("broken", lines);
    }

    [Fact]
    public async Task A_host_of_the_environment_that_is_not_known_is_a_sentence()
    {
        var (code, lines) = await RunAsync(["--data", Data], ("DROPSHIP_HOST", "azure"));

        Assert.Equal(1, code);
        Assert.Equal("DROPSHIP_HOST is 'azure'; it must be local or func.", lines[^1]);
    }

    [Fact]
    public async Task Damaged_keys_are_a_sentence()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, ".lock"), "");
        await File.WriteAllTextAsync(Path.Combine(Data, "keys.json"), "{");

        var (code, lines) = await RunAsync(["--data", Data]);

        Assert.Equal(1, code);
        var line = Assert.Single(lines);
        Assert.EndsWith("keys.json cannot be read. Restore it, or start anew with --reset.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_while_it_starts_it_says_at_once_that_all_data_is_kept_and_where()
    {
        Program("node", "exec /bin/sleep 600");
        await using var run = Start(["--data", Data], path: _place.FullName);
        await run.WaitForLineAsync(FirstStep(), s_limit, CancellationToken.None);

        run.Grace = s_limit;
        await run.StopAsync(CancellationToken.None);

        Assert.Equal(130, run.ExitCode);
        var lines = Lines(run);
        Assert.Equal($"Stopping… All data is kept in {Data}.", lines[1]);
        Assert.Matches($@"^Stopped after \d+\.\d s\. All data is kept in {Regex.Escape(Data)}; run again to continue\.$", lines[2]);
    }

    [Fact]
    public async Task Verify_without_a_running_installation_is_a_sentence()
    {
        var (code, lines) = await RunAsync(["verify", "--data", _place.FullName]);

        Assert.Equal(1, code);
        Assert.Equal([$"Nothing runs in {_place.FullName}. Start it first, or give --app and --key for an app elsewhere."], lines);
    }

    [Fact]
    public async Task Verify_of_an_address_where_nobody_answers_is_a_sentence()
    {
        var (code, lines) = await RunAsync(["verify", "--app", $"http://127.0.0.1:{FreePort.Next()}", "--key", "k"]);

        Assert.Equal(1, code);
        Assert.StartsWith("No app answers at http://127.0.0.1:", Assert.Single(lines), StringComparison.Ordinal);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private string Data => Path.Combine(_place.FullName, "data");

    private static ChildProcess Start(string[] arguments, (string Name, string Value)? variable = null, string? path = null)
    {
        var configuration = typeof(CommandProcessTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "BuildConfiguration")
            .Value!;
        var program = Path.Combine(RepositoryRoot.Find(), "local", "Dropship.Local", "bin", configuration, "net10.0", "Dropship.Local.dll");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DROPSHIP_HOST"] = null,
            ["DROPSHIP_PUBLISHED"] = null,
        };
        if (variable is { } given)
        {
            environment[given.Name] = given.Value;
        }

        if (path is not null)
        {
            environment["PATH"] = path;
        }

        return ChildProcess.Start("Dropship.Local", "dotnet", [program, .. arguments], environment);
    }

    private static async Task<(int? Code, string[] Lines)> RunAsync(
        string[] arguments,
        (string Name, string Value)? variable = null,
        string? path = null
    )
    {
        await using var run = Start(arguments, variable, path);
        await run.Exited.WaitAsync(s_limit);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', run.Output);

        return (run.ExitCode, Lines(run));
    }

    // Without the messages of ports that other programs of this machine use.
    private static string[] Lines(ChildProcess run) =>
        [.. run.Output.Split(Environment.NewLine).Where(line => !line.StartsWith("Port ", StringComparison.Ordinal))];

    private void Program(string name, string script)
    {
        var file = Path.Combine(_place.FullName, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [GeneratedRegex("^Step 1 of 7", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FirstStep();
}
