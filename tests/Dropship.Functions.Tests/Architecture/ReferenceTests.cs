using System.Reflection;
using System.Text.RegularExpressions;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>References run one way: Functions → Connectors, Storage → Core. The app knows nothing of what stands in for Azure on one
/// machine.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    public void Core_knows_neither_Azure_nor_HTTP_nor_anybody_of_ours()
    {
        string[] forbidden =
        [
            "Azure",
            "Microsoft.Azure",
            "Microsoft.DurableTask",
            "DurableTask",
            "Microsoft.AspNetCore",
            "System.Net",
            "Dropship",
        ];
        var core = SourceTree.Assemblies[0];

        Assert.DoesNotContain(
            Names(core),
            name => forbidden.Any(start => name == start || name.StartsWith(start + ".", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(
            "<",
            Regex
                .Match(
                    SourceTree.Read("functions/Dropship.Core/Dropship.Core.csproj"),
                    "<ItemGroup>.*Reference",
                    RegexOptions.Singleline,
                    TimeSpan.FromSeconds(1)
                )
                .Value,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Dropship.Core")]
    [InlineData("Dropship.Connectors", "Dropship.Core")]
    [InlineData("Dropship.Storage", "Dropship.Core")]
    [InlineData("Dropship.Functions", "Dropship.Connectors", "Dropship.Core", "Dropship.Storage")]
    public void A_project_references_only_what_lies_further_in(string project, params string[] allowed)
    {
        var assembly = SourceTree.Assemblies.Single(candidate => candidate.GetName().Name == project);
        string[] used = [.. Names(assembly).Where(name => name.StartsWith("Dropship.", StringComparison.Ordinal))];
        Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), used.ToHashSet(StringComparer.Ordinal));

        var declared = ProjectReference()
            .Matches(SourceTree.Read($"functions/{project}/{project}.csproj"))
            .Select(match => match.Groups["name"].Value);
        Assert.Equal(allowed.Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Connectors_touch_no_storage_and_storage_no_HTTP()
    {
        Assert.DoesNotContain(
            Names(SourceTree.Assemblies[1]),
            name => name is "Azure.Data.Tables" or "Azure.Storage.Queues" or "Azure.Messaging.ServiceBus"
        );
        Assert.DoesNotContain("System.Net.Http", Names(SourceTree.Assemblies[2]));
    }

    [Fact]
    public void The_app_never_names_what_stands_in_for_Azure()
    {
        string[] forbidden =
        [
            "Dropship.FunctionsHost",
            "Dropship.ServiceBus",
            "Dropship.Local",
            "Dropship.Sandbox",
            "local/Dropship",
            @"local\",
            "#if",
            "#elif",
        ];
        var files = SourceTree
            .Files("functions", "*.cs")
            .Concat(SourceTree.Files("functions", "*.csproj"))
            .Concat(SourceTree.Files("functions", "*.props"))
            .ToList();
        Assert.NotEmpty(files);

        Findings.None(
            from file in files
            let text = SourceTree.Read(file)
            from word in forbidden
            where text.Contains(word, StringComparison.Ordinal)
            select $"{file}: {word}"
        );
    }

    [Fact]
    public void Nobody_but_tests_and_tools_knows_the_tests()
    {
        var projects = SourceTree.Files("functions", "*.csproj").Concat(SourceTree.Files("local", "*.csproj"));

        Assert.DoesNotContain(projects, file => SourceTree.Read(file).Contains("tests/", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    [GeneratedRegex(
        """<ProjectReference Include="[^"]*/(?<name>[^/"]+)\.csproj""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex ProjectReference();
}
