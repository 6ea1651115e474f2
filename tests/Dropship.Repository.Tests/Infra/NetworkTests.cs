using System.Text.Json.Nodes;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>An isolated installation is reached from its network only, and the app reaches all that it needs in it.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed class NetworkTests(Infrastructure infrastructure)
{
    [Theory]
    [InlineData("small", "Enabled", "Allow")]
    [InlineData("medium", "Disabled", "Deny")]
    [InlineData("large", "Disabled", "Deny")]
    public void Storage_and_vault_are_open_to_the_internet_only_where_there_is_no_network(string size, string access, string rule)
    {
        var deployment = infrastructure[size];
        var closed = deployment.Of("Microsoft.Storage/storageAccounts").Append(deployment.Only("Microsoft.KeyVault/vaults")).ToList();

        Assert.Equal(3, closed.Count);
        Assert.All(
            closed,
            resource =>
            {
                Assert.Equal(access, resource.Text("properties.publicNetworkAccess"));
                Assert.Equal(rule, resource.Text("properties.networkAcls.defaultAction"));
            }
        );
    }

    [Fact]
    public void Without_a_network_nothing_of_one_is_made()
    {
        Findings.None(
            from resource in infrastructure.Small.Resources
            where resource.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal)
            select resource.ToString()
        );
        Assert.Null(infrastructure.Small.App.Text("properties.virtualNetworkSubnetId"));
    }

    [Fact]
    public void The_app_goes_out_through_a_subnet_that_is_made_for_it()
    {
        var network = infrastructure.Medium.Only("Microsoft.Network/virtualNetworks");
        var used = infrastructure.Medium.App.Text("properties.virtualNetworkSubnetId");
        var subnet = network.List("properties.subnets").Single(subnet => $"{network.Id}/subnets/{subnet["name"]}" == used);

        Assert.Equal("Microsoft.App/environments", subnet["properties"]!["delegations"]![0]!["properties"]!["serviceName"]!.ToString());
    }

    [Fact]
    public void Each_part_of_storage_and_vault_that_is_used_has_a_way_in()
    {
        var deployment = infrastructure.Medium;
        var endpoints = deployment.Of("Microsoft.Network/privateEndpoints");
        var used = deployment
            .Of("Microsoft.Storage/storageAccounts")
            .SelectMany(account => (string[])[$"{account.Id} blob", $"{account.Id} queue", $"{account.Id} table"])
            .Append($"{deployment.Only("Microsoft.KeyVault/vaults").Id} vault");

        Assert.Equal(
            used.Order(StringComparer.Ordinal),
            endpoints.Select(endpoint => $"{Link(endpoint)["privateLinkServiceId"]} {Part(endpoint)}").Order(StringComparer.Ordinal)
        );
        Assert.All(
            endpoints,
            endpoint => Assert.EndsWith("/subnets/endpoints", endpoint.Text("properties.subnet.id"), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Each_way_in_is_found_by_a_name_in_the_network()
    {
        var deployment = infrastructure.Medium;
        var network = deployment.Only("Microsoft.Network/virtualNetworks").Id;
        var links = deployment.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks");
        Assert.Equal(deployment.Of("Microsoft.Network/privateDnsZones").Count, links.Count);
        Assert.All(links, link => Assert.Equal(network, link.Text("properties.virtualNetwork.id")));

        Assert.All(
            deployment.Of("Microsoft.Network/privateEndpoints"),
            endpoint =>
            {
                var zones = deployment.Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Single(endpoint.Bears);
                var zone = zones.List("properties.privateDnsZoneConfigs").Single()["properties"]!["privateDnsZoneId"]!.ToString();
                Assert.Contains($"privatelink.{Part(endpoint)}", zone, StringComparison.Ordinal);
            }
        );
    }

    private static JsonNode Link(DeployedResource endpoint) =>
        endpoint.List("properties.privateLinkServiceConnections").Single()["properties"]!;

    private static string Part(DeployedResource endpoint) => Link(endpoint)["groupIds"]!.AsArray().Single()!.ToString();
}
