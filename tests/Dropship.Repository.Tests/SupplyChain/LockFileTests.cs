using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.SupplyChain;

/// <summary>What comes from outside is pinned to the byte, and from wherever it is to be had.</summary>
public sealed partial class LockFileTests
{
    private const string Npm = "local/Dropship.Tooling/npm";

    [Fact]
    public void Each_project_has_a_lock_file_with_the_versions_that_are_asked_for()
    {
        var asked = XDocument
            .Parse(RepositoryFiles.Read("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        var projects = RepositoryFiles.Named("*.csproj");
        Assert.True(projects.Count > 10);

        Findings.None(
            from project in projects
            let file = $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/packages.lock.json"
            from problem in RepositoryFiles.Exists(file) ? Problems(file, asked) : ["is missing"]
            select $"{file} {problem}"
        );
    }

    [Fact]
    public void Each_npm_package_is_pinned_by_its_digest()
    {
        var packages = JsonNode.Parse(RepositoryFiles.Read($"{Npm}/package-lock.json"))!["packages"]!.AsObject();
        Assert.True(packages.Count > 100);

        Findings.None(
            from package in packages
            where package.Key.Length > 0 && package.Value!["integrity"]?.ToString().StartsWith("sha512-", StringComparison.Ordinal) != true
            select package.Key
        );
        Assert.Contains("omit-lockfile-registry-resolved=true", RepositoryFiles.Read($"{Npm}/.npmrc"), StringComparison.Ordinal);
        var asked = JsonNode.Parse(RepositoryFiles.Read($"{Npm}/package.json"))!["dependencies"]!.AsObject();
        Assert.All(asked, package => Assert.Matches(@"^\d+\.\d+\.\d+$", package.Value!.ToString()));
    }

    [Fact]
    public void No_lock_file_names_a_registry() =>
        Findings.None(
            from pattern in (string[])["*lock.json", ".npmrc", "nuget.config"]
            from file in RepositoryFiles.Named(pattern)
            from match in Registry().Matches(RepositoryFiles.Read(file))
            select $"{file}: {match.Value}"
        );

    private static IEnumerable<string> Problems(string file, Dictionary<string, string> asked)
    {
        var frameworks = JsonNode.Parse(RepositoryFiles.Read(file))!["dependencies"]!.AsObject();
        foreach (var (name, package) in frameworks.SelectMany(framework => framework.Value!.AsObject()))
        {
            var type = package!["type"]!.ToString();
            if (type != "Project" && package["contentHash"] is null)
            {
                yield return $"has no digest for {name}";
            }

            if (type == "Direct" && asked.GetValueOrDefault(name) != package["resolved"]!.ToString())
            {
                yield return $"has {name} {package["resolved"]}, and Directory.Packages.props asks for "
                    + $"{asked.GetValueOrDefault(name, "none")}; run 'dotnet restore'";
            }
        }
    }

    [GeneratedRegex(
        "https?://[^\"\\s]*(nuget|npm|registry|artifact|feed|pypi)[^\"\\s]*|\"resolved\": \"http[^\"]*\"",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        5000
    )]
    private static partial Regex Registry();
}
