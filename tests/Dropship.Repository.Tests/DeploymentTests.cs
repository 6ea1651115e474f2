using System.Reflection;
using System.Text.RegularExpressions;
using Dropship.Functions;
using Dropship.Repository.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Repository.Tests;

/// <summary>What azd is told, against the repository and the infrastructure.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class DeploymentTests(Infrastructure infrastructure)
{
    [Fact]
    public void What_azure_yaml_names_is_there()
    {
        var text = Infrastructure.Read("azure.yaml");
        Assert.True(File.Exists(Path.Combine(Infrastructure.Root, Value(text, "project"), "Dropship.Functions.csproj")));
        Assert.True(File.Exists(Path.Combine(Infrastructure.Root, Value(text, "path"), Value(text, "module") + ".bicep")));
        Assert.All(Script().Matches(text), match => Assert.True(File.Exists(Path.Combine(Infrastructure.Root, match.Value)), match.Value));
        Assert.Equal(2, Script().Count(text));

        // The service is found by the tag of the site.
        Assert.Matches(@"(?m)^  app:$", text);
        Assert.Contains("'azd-service-name': 'app'", infrastructure.File("modules/functionApp.bicep").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_builds_the_official_flavour_before_each_restore_and_package()
    {
        var text = Infrastructure.Read("azure.yaml");

        Assert.Contains("azd env set AzureSdk Official", text, StringComparison.Ordinal);
        Assert.All((string[])["prerestore", "prepackage", "predeploy"], hook => Assert.Contains($"  {hook}: *flavour", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("infra/hooks/addresses.sh")]
    [InlineData("infra/hooks/addresses.ps1")]
    public void The_addresses_it_prints_are_routes_of_the_app(string script)
    {
        var text = Infrastructure.Read(script);
        var routes = typeof(DropshipSettings).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Route)
            .OfType<string>()
            .Select(route => "api/" + route.Split('{')[0])
            .ToHashSet(StringComparer.Ordinal);

        var printed = Printed().Matches(text).Select(match => match.Groups["path"].Value).ToList();
        Assert.Equal(["api/webhooks/stores/", "api/webhooks/1688/", "api/approvals/", "api/order-list"], printed);
        Assert.Subset(routes, printed.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("infra/hooks/addresses.sh")]
    [InlineData("infra/hooks/addresses.ps1")]
    public void The_variables_it_reads_are_outputs(string script)
    {
        var read = Variable().Matches(Infrastructure.Read(script)).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(read);
        Assert.Empty(read.Except(infrastructure.Main.Outputs.Select(output => output.Symbol)));
    }

    private static string Value(string text, string key) => Regex.Match(text, $@"(?m)^\s+{key}: (\S+)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex(@"infra/hooks/[\w.]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Script();

    [GeneratedRegex(@"\$address/(?<path>api/[\w/-]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Printed();

    [GeneratedRegex("(AZURE|DROPSHIP)_[A-Z_]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}
