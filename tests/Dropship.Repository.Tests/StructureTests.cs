using System.Text.Json;
using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests;

/// <summary>The files hold together: they parse, modules get what they ask for, and nothing is declared for nobody.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class StructureTests(Infrastructure infrastructure)
{
    [Fact]
    public void Every_file_parses()
    {
        Assert.True(infrastructure.Files.Count >= 10);
        Findings.None(
            from file in infrastructure.Files
            from node in file.Root.All
            where node.Broken
            select $"{file.Path}({node.Line}): {node.Text}");
    }

    [Theory]
    [InlineData("resource x 'A/b@2024-01-01' = {")]
    [InlineData("param = 'x'")]
    [InlineData("module x 'a.bicep' = { params: { a: } }")]
    public async Task A_broken_file_is_noticed(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), $"dropship-{Guid.NewGuid():N}.bicep");
        try
        {
            await File.WriteAllTextAsync(path, text);

            var tree = Assert.Single(await Infrastructure.ParseAsync(path));

            Assert.Contains(tree.All, node => node.Broken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Each_module_gets_exactly_what_it_declares()
    {
        Assert.NotEmpty(infrastructure.Main.Modules);
        Findings.None(
            from file in infrastructure.Files
            from module in file.Modules
            let declared = infrastructure.FileOf(module).Parameters
            let given = module.Body.At("params")!.Properties.Keys.ToList()
            from problem in given.Except(declared.Select(parameter => parameter.Symbol)).Select(name => $"gets '{name}', which it does not know")
                .Concat(declared.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Symbol).Except(given).Select(name => $"lacks '{name}'"))
            select $"{file.Path}: {module.Symbol} {problem}");
    }

    [Fact]
    public void Each_module_file_is_used_and_each_output_that_is_read_is_there()
    {
        var main = infrastructure.Main;
        Assert.Equal(infrastructure.Files.Select(file => file.Path).Where(path => path != main.Path), main.Modules.Select(module => module.Target).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

        Findings.None(
            from match in OutputReading().Matches(main.Text)
            let module = main.Modules.SingleOrDefault(module => module.Symbol == match.Groups["module"].Value)
            where module is null || infrastructure.FileOf(module).Outputs.All(output => output.Symbol != match.Groups["output"].Value)
            select match.Value);
    }

    [Fact]
    public void What_is_declared_is_used() =>
        Findings.None(
            from file in infrastructure.Files
            from declaration in file.Parameters.Concat(file.Variables)
            where file.Root.All.Count(node => node.Type is "identifier" or "property_identifier" && node.Text == declaration.Symbol) < 2
            select $"{file.Path}: {declaration.Symbol}");

    [Fact]
    public void The_parameters_file_gives_what_main_asks_for()
    {
        using var file = JsonDocument.Parse(Infrastructure.Read("infra/main.parameters.json"));
        var given = file.RootElement.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).ToList();
        var declared = infrastructure.Main.Parameters;

        Assert.Empty(given.Except(declared.Select(parameter => parameter.Symbol)));
        Assert.Empty(declared.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Symbol).Except(given));
    }

    [Fact]
    public void Each_size_sets_all_that_depends_on_the_size()
    {
        var size = infrastructure.Main.Parameters.Single(parameter => parameter.Symbol == "size");
        var sizes = infrastructure.Main.Variables.Single(variable => variable.Symbol == "sizes").Node.Children[1].Properties;
        var read = SizedReading().Matches(infrastructure.Main.Text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

        Assert.Contains($"allowed([{string.Join(", ", sizes.Keys.Select(name => $"'{name}'"))}])", size.Decorators);
        Assert.All(sizes.Values, value => Assert.Equal(read, value.Properties.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void No_module_is_taken_from_a_registry() => Assert.DoesNotContain(infrastructure.Main.Modules, module => module.Target.StartsWith("br", StringComparison.Ordinal) || module.Target.StartsWith("ts", StringComparison.Ordinal));

    [GeneratedRegex(@"(?<module>\w+)!?\.outputs\.(?<output>\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OutputReading();

    [GeneratedRegex(@"\bsized\.(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SizedReading();
}
