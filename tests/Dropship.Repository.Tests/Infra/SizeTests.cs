using System.Globalization;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>What a size is, against what README.md says of it.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed class SizeTests(Infrastructure infrastructure)
{
    [Fact]
    public void Each_size_can_be_chosen()
    {
        var sizes = infrastructure.Template["variables"]!["sizes"]!.AsObject().Select(size => size.Key);

        Assert.Equal(sizes, infrastructure.Template["parameters"]!["size"]!["allowedValues"]!.AsArray().Select(value => value!.ToString()));
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    [InlineData("large")]
    public void Each_size_is_what_the_readme_says(string size)
    {
        var deployment = infrastructure[size];
        var scale = deployment.App.At("properties.functionAppConfig.scaleAndConcurrency")!;
        var gigabytes = int.Parse(scale["instanceMemoryMB"]!.ToString(), CultureInfo.InvariantCulture) / 1024;
        var logs = deployment.Only("Microsoft.OperationalInsights/workspaces");
        var (days, cap) = (logs.Text("properties.retentionInDays"), logs.Text("properties.workspaceCapping.dailyQuotaGb"));

        var row = RepositoryFiles
            .Read("infra/README.md")
            .Split('\n')
            .First(line => line.StartsWith($"| {size} |", StringComparison.Ordinal))
            .Split('|', StringSplitOptions.TrimEntries);
        Assert.Equal($"{gigabytes} GB, up to {scale["maximumInstanceCount"]}", row[3]);
        Assert.All(
            deployment.Of("Microsoft.Storage/storageAccounts"),
            account => Assert.Equal($"Standard_{row[5]}", account.Text("sku.name"))
        );
        Assert.Equal($"{days} days, {cap} GB a day", row[6]);
        Assert.Equal(deployment.Of("Microsoft.Network/virtualNetworks").Count > 0 ? "yes" : "no", row[7]);

        var ready = scale["alwaysReady"]!.AsArray().Select(group => $"{group!["instanceCount"]} {group["name"]}");
        Assert.Equal(
            size switch
            {
                "small" => [],
                "medium" => ["1 durable"],
                _ => (string[])["2 durable", "1 http"],
            },
            ready
        );
    }
}
