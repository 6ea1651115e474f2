using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>The files of infra/ compile without a word of the compiler or its linter.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class CompilationTests(Infrastructure infrastructure)
{
    private static readonly string[] s_files = [.. RepositoryFiles.Named("*.bicep")];

    [Fact]
    public void Every_file_compiles_without_a_finding()
    {
        Assert.Empty(infrastructure.Findings);

        Assert.True(s_files.Length >= 10);
        Assert.All(s_files, file => Assert.StartsWith("infra/", file, StringComparison.Ordinal));
        Findings.None(
            from file in s_files
            where RepositoryFiles.Read(file).Contains("#disable", StringComparison.Ordinal)
            select $"{file} turns a rule off"
        );
    }

    [Theory]
    [InlineData("resource x 'A/b@2024-01-01' = {", "BCP")]
    [InlineData("param unused string", "no-unused-params")]
    [InlineData("output location string = resourceGroup().locaton", "BCP083")]
    [InlineData("resource plan 'Microsoft.Web/serverfarms@2025-03-01' = { name: 'x', location: 'global', sku: { nam: 'FC1' } }", "BCP089")]
    [InlineData("resource plan 'Microsoft.Web/serverfarm@2025-03-01' = { name: 'x', location: 'global' }", "BCP081")]
    public async Task A_mistake_is_found(string text, string code)
    {
        var file = $"{Guid.NewGuid():N}.bicep";
        await File.WriteAllTextAsync(Path.Combine(infrastructure.Folder, file), text);

        var rules = Path.Combine(RepositoryFiles.Root, "infra", "bicepconfig.json");
        var (_, output) = await BicepCompiler.TryAsync(infrastructure.Folder, "lint", file, "--config", rules);

        Assert.Contains($" {code}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_has_the_layout_of_the_formatter()
    {
        var copy = Path.Combine(infrastructure.Folder, "formatted");
        foreach (var file in s_files.Append("infra/bicepconfig.json"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            await File.WriteAllTextAsync(Path.Combine(copy, file), RepositoryFiles.Read(file));
        }

        await BicepCompiler.RunAsync(copy, "format", "--pattern", "infra/**/*.bicep");

        Findings.None(
            from file in s_files
            where File.ReadAllText(Path.Combine(copy, file)) != RepositoryFiles.Read(file)
            select $"{file}: run 'bicep format'"
        );
    }

    [Fact]
    public void Each_module_is_a_file_of_the_repository_and_each_file_is_used()
    {
        var named = Module()
            .Matches(RepositoryFiles.Read("infra/main.bicep"))
            .Select(match => $"infra/{match.Groups["path"].Value}")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

        Assert.Equal(s_files.Where(file => file != "infra/main.bicep"), named);
    }

    [Fact]
    public void The_parameters_file_gives_what_main_asks_for()
    {
        var given = ParametersFile.Read().Select(parameter => parameter.Key).ToList();
        var declared = infrastructure.Template["parameters"]!.AsObject();

        Assert.Empty(given.Except(declared.Select(parameter => parameter.Key)));
        Assert.Empty(declared.Where(asked => asked.Value!["defaultValue"] is null).Select(asked => asked.Key).Except(given));
    }

    [GeneratedRegex(
        @"^module \w+ '(?<path>[^']+)'",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Module();
}
