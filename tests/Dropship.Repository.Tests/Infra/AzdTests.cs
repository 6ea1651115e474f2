using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Repository.Tests.Infra;

/// <summary>What azd is told, against the repository and the infrastructure.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class AzdTests(Infrastructure infrastructure)
{
    [Fact]
    public void What_azure_yaml_names_is_there()
    {
        var text = RepositoryFiles.Read("azure.yaml");
        Assert.True(RepositoryFiles.Exists($"{Value(text, "project")}/Dropship.Functions.csproj"));
        Assert.True(RepositoryFiles.Exists($"{Value(text, "path")}/{Value(text, "module")}.bicep"));
        Assert.Equal(2, Script().Count(text));
        Assert.All(Script().Matches(text), match => Assert.True(RepositoryFiles.Exists(match.Value), match.Value));

        // The service is found by the tag of the site.
        Assert.Contains($"\n  {infrastructure.Small.App.Text("tags.azd-service-name")}:\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_has_the_host_s_service_bus_extension()
    {
        var text = RepositoryFiles.Read("azure.yaml");
        string[] hooks = ["prerestore", "prepackage", "predeploy"];

        Assert.Contains("azd env set WithServiceBusExtension true", text, StringComparison.Ordinal);
        Assert.All(hooks, hook => Assert.Contains($"\n  {hook}: *extension\n", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("infra/hooks/addresses.sh")]
    [InlineData("infra/hooks/addresses.ps1")]
    public void The_addresses_it_prints_are_routes_of_the_app(string script)
    {
        var routes = Triggers.Of<HttpTriggerAttribute>().Select(trigger => trigger.Route!.Split('{')[0]).ToHashSet(StringComparer.Ordinal);

        var printed = Printed().Matches(RepositoryFiles.Read(script)).Select(match => match.Groups["path"].Value).ToList();

        Assert.Equal(["api/webhooks/stores/", "api/webhooks/1688/", "api/approvals/", "api/order-list"], printed);
        Assert.Subset(routes, printed.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("infra/hooks/addresses.sh")]
    [InlineData("infra/hooks/addresses.ps1")]
    public void The_variables_it_reads_are_outputs(string script)
    {
        var read = Variable().Matches(RepositoryFiles.Read(script)).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(read);
        Assert.Empty(read.Except(infrastructure.Small.Outputs.Select(output => output.Key)));
    }

    private static string Value(string text, string key) =>
        Regex.Match(text, $@"(?m)^\s+{key}: (\S+)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex(@"infra/hooks/[\w.]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Script();

    [GeneratedRegex(@"\$address/(?<path>api/[\w/-]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Printed();

    [GeneratedRegex("(AZURE|DROPSHIP)_[A-Z_]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}
