using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dropship.Repository.Tests.Support;
using Dropship.Tooling;

namespace Dropship.Repository.Tests;

/// <summary>What comes from outside is pinned, and what must stay inside is not in the repository.</summary>
public sealed partial class SupplyChainTests
{
    // Keys that everybody knows: the storage emulator's.
    private static readonly string[] s_wellKnown = ["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="];

    [Fact]
    public void Each_project_has_a_lock_file_with_the_versions_that_are_asked_for()
    {
        var asked = XDocument.Load(Path.Combine(Infrastructure.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value, StringComparer.OrdinalIgnoreCase);
        var projects = RepositoryFiles.Named("*.csproj");
        Assert.True(projects.Count > 10);

        Findings.None(
            from project in projects
            let file = $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/packages.lock.json"
            from problem in File.Exists(Path.Combine(Infrastructure.Root, file)) ? Problems(file, asked) : ["is missing"]
            select $"{file} {problem}");
    }

    [Fact]
    public void Each_npm_package_is_pinned_by_its_digest()
    {
        using var file = JsonDocument.Parse(Infrastructure.Read("local/Dropship.Tooling/npm/package-lock.json"));
        var packages = file.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0).ToList();
        Assert.True(packages.Count > 100);

        Findings.None(packages.Where(package => !package.Value.TryGetProperty("integrity", out var digest) || !digest.GetString()!.StartsWith("sha512-", StringComparison.Ordinal)).Select(package => package.Name));
        Assert.Contains("omit-lockfile-registry-resolved=true", Infrastructure.Read("local/Dropship.Tooling/npm/.npmrc"), StringComparison.Ordinal);
        using var asked = JsonDocument.Parse(Infrastructure.Read("local/Dropship.Tooling/npm/package.json"));
        Assert.All(asked.RootElement.GetProperty("dependencies").EnumerateObject(), package => Assert.Matches(@"^\d+\.\d+\.\d+$", package.Value.GetString()));
    }

    [Fact]
    public void No_lock_file_names_a_registry()
    {
        var files = RepositoryFiles.Named("*lock.json").Concat(RepositoryFiles.Named(".npmrc")).Concat(RepositoryFiles.Named("nuget.config"));

        Findings.None(
            from file in files
            from match in Registry().Matches(Infrastructure.Read(file))
            select $"{file}: {match.Value}");
    }

    [Fact]
    public void Each_action_is_pinned_to_a_commit_and_each_job_to_few_rights()
    {
        var workflows = RepositoryFiles.Named("*.yml").Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal)).ToList();
        Assert.True(workflows.Count >= 3);

        Findings.None(
            from file in workflows
            from line in Infrastructure.Read(file).Split('\n')
            where line.Contains("uses:", StringComparison.Ordinal) && !PinnedAction().IsMatch(line)
            select $"{file}: {line.Trim()}");
        Assert.All(workflows, file => Assert.Matches(@"(?m)^permissions:\n  contents: read$", Infrastructure.Read(file).ReplaceLineEndings("\n")));
    }

    [Fact]
    public void No_key_lies_in_the_repository()
    {
        Findings.None(
            from file in RepositoryFiles.Named("*")
            where Path.GetExtension(file) is not (".png" or ".jpg" or ".ico")
            let text = Infrastructure.Read(file)
            from match in Key().Matches(text)
            where !s_wellKnown.Any(known => match.Value.Contains(known, StringComparison.Ordinal))
            select $"{file}({text.AsSpan(0, match.Index).Count('\n') + 1}): {match.Value[..Math.Min(12, match.Length)]}…");
    }

    [Fact]
    public void A_key_would_be_found()
    {
        string Many(char character, int count) => new(character, count);
        string[] keys =
        [
            $"shpat_{Many('a', 32)}", $"AccountKey={Many('A', 86)}==", $"SharedAccessKey={Many('A', 43)}=", $"-----BEGIN {"RSA "}PRIVATE KEY-----",
            $"ghp_{Many('a', 36)}", $"AKIA{Many('A', 16)}", $"abc8Q~{Many('a', 34)}", $"eyJ{Many('a', 30)}.eyJ{Many('a', 30)}.{Many('a', 30)}",
        ];

        Assert.All(keys, key => Assert.Matches(Key(), $"\"{key}\""));
        Assert.DoesNotMatch(Key(), "SharedAccessKey=SAS_KEY_VALUE;AccountKey=local");
    }

    [Fact]
    public async Task The_bill_of_materials_names_each_package_with_its_digest()
    {
        string[] locks = [.. RepositoryFiles.Named("packages.lock.json"), "local/Dropship.Tooling/npm/package-lock.json"];
        var output = Path.Combine(Path.GetTempPath(), $"dropship-{Guid.NewGuid():N}.cdx.json");
        try
        {
            await using var script = ChildProcess.Start("The bill of materials", "node", [".github/sbom.mjs", output, .. locks], workingDirectory: Infrastructure.Root);
            await script.Exited.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(script.ExitCode == 0, script.Output);

            using var bill = JsonDocument.Parse(await File.ReadAllTextAsync(output));
            var components = bill.RootElement.GetProperty("components").EnumerateArray().ToList();
            Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
            Assert.Contains(components, component => component.GetProperty("purl").GetString()!.StartsWith("pkg:npm/azurite@", StringComparison.Ordinal));
            Assert.Contains(components, component => component.GetProperty("purl").GetString()!.StartsWith("pkg:nuget/xunit@", StringComparison.Ordinal));
            Assert.All(components, component => Assert.Matches("^[0-9a-f]{128}$", component.GetProperty("hashes")[0].GetProperty("content").GetString()));
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static IEnumerable<string> Problems(string file, Dictionary<string, string> asked)
    {
        using var json = JsonDocument.Parse(Infrastructure.Read(file));
        foreach (var package in json.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject()))
        {
            var type = package.Value.GetProperty("type").GetString();
            if (type != "Project" && !package.Value.TryGetProperty("contentHash", out _))
            {
                yield return $"has no digest for {package.Name}";
            }

            if (type == "Direct" && asked.GetValueOrDefault(package.Name) != package.Value.GetProperty("resolved").GetString())
            {
                yield return $"has {package.Name} {package.Value.GetProperty("resolved")}, and Directory.Packages.props asks for {asked.GetValueOrDefault(package.Name, "none")}; run 'dotnet restore'";
            }
        }
    }

    [GeneratedRegex("https?://[^\"\\s]*(nuget|npm|registry|artifact|feed|pypi)[^\"\\s]*|\"resolved\": \"http[^\"]*\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Registry();

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PinnedAction();

    [GeneratedRegex(
        """
        shp(at|ca|pa|ss)_[0-9a-fA-F]{32}
        |AccountKey=[A-Za-z0-9+/]{86}==
        |SharedAccessKey=[A-Za-z0-9+/]{43}=
        |-----BEGIN\ ([A-Z]+\ )?PRIVATE\ KEY-----
        |\bgh[pousr]_[A-Za-z0-9]{36}
        |\bAKIA[0-9A-Z]{16}\b
        |\bxox[abprs]-[0-9A-Za-z-]{10,}
        |\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}
        |\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        30000)]
    private static partial Regex Key();
}
