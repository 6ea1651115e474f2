using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>Who may do what: exactly what is needed, and each on the one resource.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class RoleTests(Infrastructure infrastructure)
{
    private const string Owner = "Communication and Email Service Owner";

    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["090c5cfd-751d-490a-894a-3ce6f1109419"] = "Azure Service Bus Data Owner",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["09976791-48a7-449e-bb21-39d1a415f350"] = Owner,
    };

    private static readonly string[] s_needed =
    [
        "components/appi-*: Monitoring Metrics Publisher",
        "queues/purchase-orders: Azure Service Bus Data Owner",
        "storageAccounts/stdata*: Storage Blob Data Owner",
        "storageAccounts/stdata*: Storage Queue Data Contributor",
        "storageAccounts/stdata*: Storage Table Data Contributor",
        "storageAccounts/sthub*: Storage Blob Data Contributor",
        "storageAccounts/sthub*: Storage Queue Data Contributor",
        "storageAccounts/sthub*: Storage Table Data Contributor",
        "vaults/kv-*: Key Vault Secrets Officer",
    ];

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    [InlineData("large")]
    public void Roles_are_those_that_are_needed(string size)
    {
        // A mail server of one's own needs none.
        string[] mail = size == "medium" ? [] : [$"communicationServices/acs-*: {Owner}"];

        Assert.Equal(
            s_needed.Concat(mail).Order(StringComparer.Ordinal),
            Assignments(size).Select(given => $"{given.Scope}: {given.Role}").Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("small")]
    [InlineData("large")]
    public void Each_assignment_is_to_one_identity_on_one_resource(string size)
    {
        var identity = infrastructure[size].Only("Microsoft.ManagedIdentity/userAssignedIdentities").Id;

        // Without a scope it would hold for the whole resource group.
        Assert.All(Assignments(size), given => Assert.NotEmpty(given.Scope));
        Assert.All(Assignments(size), given => Assert.Equal("ServicePrincipal", given.Assignment.Text("properties.principalType")));
        Assert.All(
            Assignments(size).Where(given => given.Role != Owner),
            given =>
                Assert.Matches(
                    $@"^\[reference\('{Regex.Escape(identity)}', '[\d-]+'\)\.principalId\]$",
                    given.Assignment.Text("properties.principalId")
                )
        );
    }

    [Fact]
    public void The_mail_login_is_an_application_of_its_own()
    {
        var owner = Assignments("large").Single(given => given.Role == Owner).Assignment;
        var login = infrastructure.Large.Only("Microsoft.Communication/communicationServices/smtpUsernames");

        Assert.Equal("00000000-0000-0000-0000-000000000004", owner.Text("properties.principalId"));
        Assert.Equal("00000000-0000-0000-0000-000000000003", login.Text("properties.entraApplicationId"));
        Assert.Equal(login.Text("properties.username"), infrastructure.Large.Settings["Dropship__Mail__UserName"]);
    }

    [Fact]
    public void The_readme_tells_of_each_role()
    {
        var readme = RepositoryFiles.Read("infra/README.md");

        Findings.None(s_names.Values.Where(role => !readme.Contains(role, StringComparison.Ordinal)));
    }

    private List<(string Scope, string Role, DeployedResource Assignment)> Assignments(string size) =>
        [
            .. from assignment in infrastructure[size].Of("Microsoft.Authorization/roleAssignments")
            let role = assignment.Text("properties.roleDefinitionId")!.Split('/')[^1]
            let scope = ScopeOf().Match(assignment.Id).Groups["scope"].Value
            let name = scope.Replace(infrastructure[size].Token, "*", StringComparison.Ordinal)
            select (name, s_names.GetValueOrDefault(role, role), assignment),
        ];

    // The kind and the name of the resource; nothing for a resource group.
    [GeneratedRegex(
        @"/providers/[\w.]+/(\w+/[\w-]+/)*(?<scope>\w+/[\w-]+)(', '|/providers/)Microsoft\.Authorization/roleAssignments",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex ScopeOf();
}
