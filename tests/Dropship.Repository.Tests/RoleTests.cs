using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests;

/// <summary>Who may do what: exactly what is needed, and each on the one resource.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class RoleTests(Infrastructure infrastructure)
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"] = "Azure Service Bus Data Receiver",
        ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Azure Service Bus Data Sender",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["09976791-48a7-449e-bb21-39d1a415f350"] = "Communication and Email Service Owner",
    };

    [Fact]
    public void Roles_are_those_that_are_needed()
    {
        string[] needed =
        [
            "data: Storage Blob Data Owner", "data: Storage Queue Data Contributor", "data: Storage Table Data Contributor",
            "hub: Storage Blob Data Contributor", "hub: Storage Queue Data Contributor", "hub: Storage Table Data Contributor",
            "serviceBus: Azure Service Bus Data Receiver", "serviceBus: Azure Service Bus Data Sender",
            "keyVault: Key Vault Secrets Officer", "monitoring: Monitoring Metrics Publisher", "mail: Communication and Email Service Owner",
        ];
        var given = Accounts().Concat(
            from file in infrastructure.Files
            where file != infrastructure.Main && file.Path != "modules/storage.bicep"
            from id in Guids().Matches(file.Text).Select(match => match.Value)
            select $"{Path.GetFileNameWithoutExtension(file.Path)}: {s_names.GetValueOrDefault(id, id)}");

        Assert.Equal(needed.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_assignment_is_to_one_identity_on_one_resource()
    {
        var assignments = infrastructure.Files.SelectMany(file => file.Resources.Where(resource => resource.ResourceType == "Microsoft.Authorization/roleAssignments").Select(resource => (file, resource.Body))).ToList();
        Assert.Equal(5, assignments.Count);

        Assert.All(assignments, assignment =>
        {
            // Without a scope it would hold for the whole resource group.
            Assert.NotNull(assignment.Body.At("scope"));
            Assert.Equal("principalId", assignment.Body.At("properties", "principalId")!.Text);
            Assert.Equal("'ServicePrincipal'", assignment.Body.At("properties", "principalType")!.Text);
            Assert.StartsWith("guid(", assignment.Body.At("name")!.Text, StringComparison.Ordinal);
        });
        Assert.Equal("namespace::purchaseOrders", assignments.Single(assignment => assignment.file.Path == "modules/serviceBus.bicep").Body.At("scope")!.Text);
    }

    [Fact]
    public void The_app_s_identity_is_the_one_with_the_roles() =>
        Assert.All(
            infrastructure.Main.Modules.Where(module => module.Symbol != "mail" && module.Body.At("params", "principalId") is not null),
            module => Assert.Equal("identity.outputs.principalId", module.Body.At("params", "principalId")!.Text));

    private IEnumerable<string> Accounts()
    {
        var ids = infrastructure.Main.Variables.Where(variable => Guids().IsMatch(variable.Node.Text)).ToDictionary(variable => variable.Symbol, variable => variable.Node.Children[1].Unquoted, StringComparer.Ordinal);
        return from module in infrastructure.Main.Modules
               where module.Target == "modules/storage.bicep"
               from role in module.Body.At("params", "roles")!.Children
               select $"{module.Symbol.Replace("Storage", string.Empty, StringComparison.Ordinal)}: {s_names[ids[role.Text]]}";
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Guids();
}
