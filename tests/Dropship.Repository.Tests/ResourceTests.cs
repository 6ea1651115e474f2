using System.Text.Json;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests;

/// <summary>What the resources are, against what the app counts on and what keeps others out.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed class ResourceTests(Infrastructure infrastructure)
{
    [Fact]
    public void The_queue_of_purchase_orders_is_the_one_of_the_local_broker()
    {
        var declared = infrastructure.File("modules/serviceBus.bicep").Resources.Single(resource => resource.ResourceType == "queues").Body;
        using var file = JsonDocument.Parse(Infrastructure.Read("functions/Dropship.Functions/servicebus.config.json"));
        var local = file.RootElement.GetProperty("UserConfig").GetProperty("Namespaces")[0].GetProperty("Queues").EnumerateArray().Single();

        Assert.Equal(local.GetProperty("Name").GetString(), declared.At("name")!.Unquoted);
        Assert.Equal(
            local.GetProperty("Properties").EnumerateObject().ToDictionary(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..], property => property.Value.ToString().ToLowerInvariant(), StringComparer.Ordinal),
            declared.At("properties")!.Properties.ToDictionary(property => property.Key, property => property.Value.Unquoted.ToLowerInvariant(), StringComparer.Ordinal));
    }

    [Fact]
    public void The_plan_is_flex_consumption_on_the_framework_of_the_code()
    {
        var file = infrastructure.File("modules/functionApp.bicep");
        var app = Only(file, "Microsoft.Web/sites");

        Assert.Equal("'FC1'", Only(file, "Microsoft.Web/serverfarms").At("sku", "name")!.Text);
        Assert.Equal("'dotnet-isolated'", app.At("properties", "functionAppConfig", "runtime", "name")!.Text);
        var version = app.At("properties", "functionAppConfig", "runtime", "version")!.Unquoted;
        Assert.Contains($"<TargetFramework>net{version}</TargetFramework>", Infrastructure.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("modules/storage.bicep", "Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "false")]
    [InlineData("modules/storage.bicep", "Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "false")]
    [InlineData("modules/storage.bicep", "Microsoft.Storage/storageAccounts", "minimumTlsVersion", "'TLS1_2'")]
    [InlineData("modules/storage.bicep", "Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", "true")]
    [InlineData("modules/storage.bicep", "Microsoft.Storage/storageAccounts", "publicNetworkAccess", "isPublic ? 'Enabled' : 'Disabled'")]
    [InlineData("modules/serviceBus.bicep", "Microsoft.ServiceBus/namespaces", "disableLocalAuth", "true")]
    [InlineData("modules/serviceBus.bicep", "Microsoft.ServiceBus/namespaces", "minimumTlsVersion", "'1.2'")]
    [InlineData("modules/keyVault.bicep", "Microsoft.KeyVault/vaults", "enableRbacAuthorization", "true")]
    [InlineData("modules/keyVault.bicep", "Microsoft.KeyVault/vaults", "enableSoftDelete", "true")]
    [InlineData("modules/keyVault.bicep", "Microsoft.KeyVault/vaults", "enablePurgeProtection", "true")]
    [InlineData("modules/keyVault.bicep", "Microsoft.KeyVault/vaults", "publicNetworkAccess", "isPublic ? 'Enabled' : 'Disabled'")]
    [InlineData("modules/monitoring.bicep", "Microsoft.Insights/components", "DisableLocalAuth", "true")]
    [InlineData("modules/mail.bicep", "Microsoft.Communication/communicationServices", "disableLocalAuth", "true")]
    [InlineData("modules/functionApp.bicep", "Microsoft.Web/sites", "httpsOnly", "true")]
    [InlineData("modules/functionApp.bicep", "Microsoft.Web/sites", "siteConfig.minTlsVersion", "'1.2'")]
    public void Doors_are_shut(string file, string type, string property, string value) =>
        Assert.Equal(value, Only(infrastructure.File(file), type).At(["properties", .. property.Split('.')])?.Text);

    [Fact]
    public void Publishing_passwords_are_off()
    {
        var policies = infrastructure.File("modules/functionApp.bicep").Resources.Where(resource => resource.ResourceType == "basicPublishingCredentialsPolicies").ToList();

        Assert.Equal(["'ftp'", "'scm'"], policies.Select(policy => policy.Body.At("name")!.Text).Order(StringComparer.Ordinal));
        Assert.All(policies, policy => Assert.Equal("false", policy.Body.At("properties", "allow")!.Text));
    }

    [Fact]
    public void Nobody_reads_a_key()
    {
        string[] forbidden = ["listKeys", "listAccountSas", "listServiceSas", "listSecrets", "AccountKey=", "SharedAccessKey", "primaryKey", "connectionString:"];

        Findings.None(
            from file in infrastructure.Files
            from word in forbidden
            where file.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
            select $"{file.Path}: {word}");
    }

    [Fact]
    public void What_is_secret_stays_secret()
    {
        string[] secrets = ["mailPassword", "randomness"];

        Assert.Equal(secrets, infrastructure.Main.Parameters.Where(parameter => parameter.IsSecure).Select(parameter => parameter.Symbol));
        Assert.Equal(secrets, infrastructure.File("modules/keyVault.bicep").Parameters.Where(parameter => parameter.IsSecure).Select(parameter => parameter.Symbol));
        Findings.None(
            from file in infrastructure.Files
            from output in file.Outputs
            from secret in secrets
            where output.Node.Text.Contains(secret, StringComparison.Ordinal)
            select $"{file.Path}: {output.Symbol}");

        // Only the vault's module is handed them.
        Findings.None(
            from module in infrastructure.Main.Modules
            where module.Symbol != "keyVault"
            from given in module.Body.At("params")!.Properties
            where secrets.Contains(given.Value.Text)
            select $"{module.Symbol}: {given.Key}");
    }

    [Fact]
    public void The_signing_key_of_links_under_way_is_never_written_over() =>
        Assert.Contains("onlyIfNotExists()", infrastructure.File("modules/keyVault.bicep").TopResources.Single(resource => resource.Symbol == "approvalSigningKey").Decorators);

    [Fact]
    public void Each_resource_that_can_tell_is_told_to()
    {
        string[] talkative =
        [
            "Microsoft.Web/sites", "Microsoft.Storage/storageAccounts", "Microsoft.ServiceBus/namespaces", "Microsoft.KeyVault/vaults",
            "Microsoft.Communication/communicationServices", "Microsoft.OperationalInsights/workspaces", "blobServices", "queueServices", "tableServices",
        ];
        var seen = infrastructure.Files.SelectMany(file => file.Resources).Select(resource => resource.ResourceType).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(seen, talkative.ToHashSet(StringComparer.Ordinal));

        Findings.None(
            from file in infrastructure.Files
            let told = file.Resources.Where(resource => resource.ResourceType == "Microsoft.Insights/diagnosticSettings").Select(setting => setting.Body.At("scope")!.Text.Split("::")[^1]).ToHashSet(StringComparer.Ordinal)
            from resource in file.Resources
            where talkative.Contains(resource.ResourceType) && !told.Contains(resource.Symbol)
            select $"{file.Path}: {resource.Symbol}");
    }

    [Fact]
    public void Each_resource_bears_the_tags()
    {
        string[] untaggable = ["Microsoft.Authorization/roleAssignments", "Microsoft.Insights/diagnosticSettings", "Microsoft.KeyVault/vaults/secrets"];

        Findings.None(
            from file in infrastructure.Files
            from resource in file.TopResources
            where !untaggable.Contains(resource.ResourceType) && resource.Body.At("tags") is null
            select $"{file.Path}: {resource.Symbol}");
        Assert.Contains("azd-env-name", infrastructure.Main.Text, StringComparison.Ordinal);
    }

    private static BicepNode Only(BicepFile file, string type) => file.Resources.Single(resource => resource.ResourceType == type).Body;
}
