using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Workflows;

/// <summary>The workflows are what GitHub takes, name what is there, and may do little.</summary>
public sealed partial class WorkflowTests
{
    private const string Deploy = ".github/workflows/deploy.yml";

    private static readonly string[] s_files =
    [
        .. RepositoryFiles.Named("*.yml").Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal)),
    ];

    [Fact]
    public async Task GitHub_s_parser_finds_no_mistake()
    {
        Assert.True(s_files.Length >= 3);

        Assert.Empty(await Script.RunAsync("Workflows/workflow-errors.mjs", s_files));
    }

    [Theory]
    [InlineData("    runs-on:", "    run-on:", "Unexpected value 'run-on'")]
    [InlineData("${{ vars.", "${{ variables.", "Unrecognized named-value: 'variables'")]
    [InlineData("    timeout-minutes: ", "    timeout-minutes: about ", "Unexpected value 'about")]
    public async Task GitHub_s_parser_finds_a_mistake(string right, string wrong, string error)
    {
        var file = Path.Combine(Path.GetTempPath(), $"dropship-{Guid.NewGuid():N}.yml");
        try
        {
            await File.WriteAllTextAsync(file, RepositoryFiles.Read(Deploy).Replace(right, wrong, StringComparison.Ordinal));

            Assert.Contains(error, await Script.RunAsync("Workflows/workflow-errors.mjs", file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Each_action_is_pinned_to_a_commit_and_each_job_to_few_rights()
    {
        Findings.None(
            from file in s_files
            from line in RepositoryFiles.Read(file).Split('\n')
            where line.Contains("uses:", StringComparison.Ordinal) && !PinnedAction().IsMatch(line)
            select $"{file}: {line.Trim()}"
        );
        Assert.All(s_files, file => Assert.Matches(@"(?m)^permissions:\n  contents: read$", RepositoryFiles.Read(file)));
    }

    [Fact]
    public void What_they_name_is_there() =>
        Findings.None(
            from file in s_files
            from match in Named().Matches(RepositoryFiles.Read(file))
            where !RepositoryFiles.Exists(match.Value)
            select $"{file}: {match.Value}"
        );

    [Fact]
    public void The_deployment_hands_over_each_variable_of_the_parameters_file()
    {
        var handed = Variable().Matches(RepositoryFiles.Read(Deploy)).Select(match => match.Groups["name"].Value);

        Assert.Empty(ParametersFile.Variables.Except(handed));
    }

    [Fact]
    public void What_ships_is_built_with_the_host_s_service_bus_extension()
    {
        Assert.Contains("\n      WithServiceBusExtension: true\n", RepositoryFiles.Read(Deploy), StringComparison.Ordinal);
        Findings.None(
            from file in s_files
            from line in RepositoryFiles.Read(file).Split('\n')
            where
                line.Contains("dotnet publish", StringComparison.Ordinal)
                && !line.Contains(" functions/Dropship.Functions -c Release -p:WithServiceBusExtension=true ", StringComparison.Ordinal)
            select $"{file}: {line.Trim()}"
        );
    }

    [Fact]
    public void The_tests_that_run_in_the_functions_host_are_there()
    {
        var tests = Matrix()
            .Match(RepositoryFiles.Read(".github/workflows/functions-host.yml"))
            .Groups["names"]
            .Value.Split(',', StringSplitOptions.TrimEntries);

        Assert.True(tests.Length >= 5);
        Assert.All(tests, name => Assert.True(RepositoryFiles.Exists($"tests/Dropship.EndToEnd.Tests/{name}.cs"), name));
    }

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PinnedAction();

    [GeneratedRegex(
        @"(?<![\w/.-])(functions|local|tests|infra|\.github|\.ci)/[\w./-]+(?=[\s""])",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        @"^      (?<name>[A-Z_]+): ",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Variable();

    [GeneratedRegex(@"tests: \[(?<names>[^\]]+)\]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Matrix();
}
