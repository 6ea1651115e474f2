using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>What the resources are, against what the app counts on and what keeps others out.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed class ResourceTests(Infrastructure infrastructure)
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_queue_of_purchase_orders_is_the_one_of_the_local_broker()
    {
        var file = JsonNode.Parse(RepositoryFiles.Read("functions/Dropship.Functions/servicebus.config.json"))!;
        var local = file["UserConfig"]!["Namespaces"]![0]!["Queues"]!.AsArray().Single()!;
        var deployed = infrastructure.Small.Only("Microsoft.ServiceBus/namespaces/queues");

        Assert.Equal(local["Name"]!.ToString(), deployed.Name.Split('/')[1]);
        Assert.Equal(Properties(local["Properties"]!), Properties(deployed.At("properties")!));

        // The names differ in their first letter only.
        static IEnumerable<string> Properties(JsonNode properties) =>
            properties
                .AsObject()
                .Select(property => $"{char.ToLowerInvariant(property.Key[0])}{property.Key[1..]}: {property.Value}")
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_plan_is_flex_consumption_on_the_framework_of_the_code()
    {
        Assert.Equal("FC1", infrastructure.Small.Only("Microsoft.Web/serverfarms").Text("sku.name"));
        Assert.Equal("functionapp,linux", infrastructure.Small.App.Text("kind"));
        Assert.Equal("dotnet-isolated", infrastructure.Small.App.Text("properties.functionAppConfig.runtime.name"));
        var version = infrastructure.Small.App.Text("properties.functionAppConfig.runtime.version");
        Assert.Contains($"<TargetFramework>net{version}<", RepositoryFiles.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_is_put_where_a_container_is_made_for_it()
    {
        const string storage = "properties.functionAppConfig.deployment.storage";
        var container = infrastructure.Small.Only("Microsoft.Storage/storageAccounts/blobServices/containers").Name.Split('/');
        var identity = infrastructure.Small.Only("Microsoft.ManagedIdentity/userAssignedIdentities");

        Assert.Equal("UserAssignedIdentity", infrastructure.Small.App.Text($"{storage}.authentication.type"));
        Assert.Equal(identity.Id, infrastructure.Small.App.Text($"{storage}.authentication.userAssignedIdentityResourceId"));
        Assert.Contains($"storageAccounts/{container[0]}'", infrastructure.Small.App.Text($"{storage}.value"), StringComparison.Ordinal);
        Assert.Contains($"'{container[^1]}'", infrastructure.Small.App.Text($"{storage}.value"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "false")]
    [InlineData("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "false")]
    [InlineData("Microsoft.Storage/storageAccounts", "minimumTlsVersion", "TLS1_2")]
    [InlineData("Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", "true")]
    [InlineData("Microsoft.ServiceBus/namespaces", "disableLocalAuth", "true")]
    [InlineData("Microsoft.ServiceBus/namespaces", "minimumTlsVersion", "1.2")]
    [InlineData("Microsoft.KeyVault/vaults", "enableRbacAuthorization", "true")]
    [InlineData("Microsoft.KeyVault/vaults", "enableSoftDelete", "true")]
    [InlineData("Microsoft.KeyVault/vaults", "enablePurgeProtection", "true")]
    [InlineData("Microsoft.Insights/components", "DisableLocalAuth", "true")]
    [InlineData("Microsoft.OperationalInsights/workspaces", "features.disableLocalAuth", "true")]
    [InlineData("Microsoft.Communication/communicationServices", "disableLocalAuth", "true")]
    [InlineData("Microsoft.Web/sites", "httpsOnly", "true")]
    [InlineData("Microsoft.Web/sites", "siteConfig.minTlsVersion", "1.2")]
    public void Doors_are_shut(string type, string property, string value)
    {
        var doors = infrastructure.Small.Of(type).Concat(infrastructure.Large.Of(type)).ToList();

        Assert.True(doors.Count >= 2);
        Assert.All(doors, door => Assert.Equal(value, door.Text($"properties.{property}")));
    }

    [Fact]
    public void Publishing_passwords_are_off()
    {
        var policies = infrastructure.Small.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies");

        Assert.Equal(["ftp", "scm"], policies.Select(policy => policy.Name.Split('/')[1]).Order(StringComparer.Ordinal));
        Assert.All(policies, policy => Assert.Equal("false", policy.Text("properties.allow")));
    }

    [Fact]
    public void Nobody_reads_a_key()
    {
        string[] forbidden =
        [
            "listKeys",
            "listAccountSas",
            "listServiceSas",
            "listSecrets",
            "AccountKey=",
            "SharedAccessKey",
            "primaryKey",
            "connectionString:",
        ];
        var template = infrastructure.Template.ToJsonString();

        Findings.None(forbidden.Where(word => template.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void What_is_secret_stays_secret()
    {
        string[] secrets = ["mailPassword", "randomness"];
        Assert.Equal(secrets, SecureParameters(infrastructure.Template));

        // The vault's module alone is handed them, and keeps them as what they are.
        var modules = infrastructure.Template["resources"]!.AsObject().Where(one => one.Value!["properties"]?["template"] is not null);
        Assert.All(
            modules,
            module =>
            {
                var handed = module.Value!["properties"]!["parameters"]!.ToJsonString(s_plain);
                var expected = module.Key == "keyVault" ? secrets : [];
                Assert.Equal(expected, secrets.Where(secret => handed.Contains($"parameters('{secret}')", StringComparison.Ordinal)));
                Assert.Equal(expected, SecureParameters(module.Value["properties"]!["template"]!));
            }
        );

        static IEnumerable<string> SecureParameters(JsonNode template) =>
            template["parameters"]!
                .AsObject()
                .Where(parameter => parameter.Value!["type"]!.ToString() == "securestring")
                .Select(parameter => parameter.Key);
    }

    [Fact]
    public void The_signing_key_of_links_under_way_is_never_written_over()
    {
        var vault = infrastructure.Template["resources"]!["keyVault"]!["properties"]!["template"]!["resources"]!;

        Assert.NotNull(vault["approvalSigningKey"]!["@options"]!["onlyIfNotExists"]);
    }

    [Fact]
    public void Each_resource_that_can_tell_is_told_to()
    {
        string[] talkative =
        [
            "Microsoft.Web/sites",
            "Microsoft.ServiceBus/namespaces",
            "Microsoft.KeyVault/vaults",
            "Microsoft.Communication/communicationServices",
            "Microsoft.OperationalInsights/workspaces",
            "Microsoft.Storage/storageAccounts",
            "Microsoft.Storage/storageAccounts/blobServices",
            "Microsoft.Storage/storageAccounts/queueServices",
            "Microsoft.Storage/storageAccounts/tableServices",
        ];
        var deployment = infrastructure.Large;
        var workspace = deployment.Only("Microsoft.OperationalInsights/workspaces").Id;
        var told = deployment
            .Of("Microsoft.Insights/diagnosticSettings")
            .Where(setting => setting.Text("properties.workspaceId") == workspace)
            .Select(setting => setting.Id.Split("/providers/Microsoft.Insights/")[0])
            .ToHashSet(StringComparer.Ordinal);

        Assert.All(talkative, type => Assert.NotEmpty(deployment.Of(type)));
        Findings.None(
            from type in talkative
            from resource in deployment.Of(type)
            where !told.Contains(resource.Id)
            select resource.ToString()
        );
    }

    [Fact]
    public void Each_resource_bears_the_tags()
    {
        var tagged = infrastructure.Large.Resources.Where(resource => resource.Text("location") is not null).ToList();

        Assert.True(tagged.Count > 20);
        Findings.None(tagged.Where(resource => resource.Text("tags.azd-env-name") != "prod").Select(resource => resource.ToString()));
    }
}
