using System.Text.Json;
using System.Text.RegularExpressions;
using Dropship.Connectors;
using Dropship.Functions;
using Dropship.Repository.Tests.Support;
using Dropship.Storage;
using Microsoft.Extensions.Configuration;

namespace Dropship.Repository.Tests;

/// <summary>The settings that the deployed app gets, against the code that reads them.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class SettingsTests(Infrastructure infrastructure)
{
    // What the person who deploys gives, and what Azure does.
    private static readonly Dictionary<string, string> s_given = new(StringComparer.Ordinal)
    {
        ["Dropship__PublicAddress"] = "https://shop.example/",
        ["Dropship__RatesOf"] = "2026-01-31",
        ["Dropship__YuanPerUnit__USD"] = "7.10",
        ["Dropship__Approvers__0__Id"] = "ann",
        ["Dropship__Approvers__0__Name"] = "Ann",
        ["Dropship__Approvers__0__Email"] = "ann@example.com",
        ["Dropship__Approvers__0__Language"] = "en",
        ["Dropship__SigningKeys__0__Id"] = "1",
        ["Dropship__SigningKeys__0__Secret"] = Convert.ToBase64String(new byte[72]),
        ["Dropship__Secrets__KeyVault"] = "https://vault.example/",
        ["Dropship__Secrets__ManagedIdentityClientId"] = "00000000-0000-0000-0000-000000000001",
        ["Dropship__Mail__Host"] = "smtp.example.com",
        ["Dropship__Mail__From"] = "Dropship <dropship@example.com>",
        ["Dropship__Mail__UserName"] = "dropship",
        ["Dropship__Mail__Password"] = "password",
    };

    [Fact]
    public void The_app_starts_with_them()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Settings().Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)ValueOf(setting.Key, setting.Value))))
            .Build();

        Findings.None(DropshipSettings.Read(configuration).Problems);
        Assert.True(StorageServiceCollectionExtensions.HasConnection(configuration, StorageServiceCollectionExtensions.StorageConnection));
    }

    [Theory]
    [InlineData("Dropship__PublicAddress")]
    [InlineData("Dropship__Approvers__0__Email")]
    [InlineData("Dropship__SigningKeys__0__Secret")]
    [InlineData("Dropship__Secrets__KeyVault")]
    [InlineData("Dropship__Mail__Host")]
    [InlineData("Dropship__Mail__From")]
    [InlineData("TaskHubName")]
    [InlineData("PullSchedule")]
    [InlineData("SweepSchedule")]
    [InlineData("ReviveSchedule")]
    [InlineData("ReconcileSchedule")]
    [InlineData("HeartbeatSchedule")]
    [InlineData("RetentionSchedule")]
    public void None_of_the_required_ones_may_be_left_out(string name)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Settings().Where(setting => setting.Key != name).Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)ValueOf(setting.Key, setting.Value))))
            .Build();

        Assert.NotEmpty(DropshipSettings.Read(configuration).Problems);
    }

    [Fact]
    public void None_is_unknown_to_the_app()
    {
        using var sample = JsonDocument.Parse(Infrastructure.Read("local.settings.sample.json"));
        var shown = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name);
        var bound = Bound(typeof(ConnectorsOptions), DropshipSettings.Section);
        string[] ofTheHost =
        [
            "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
            "TaskHubStorage__accountName", "TaskHubStorage__credential", "TaskHubStorage__clientId",
            "ServiceBusConnection__fullyQualifiedNamespace", "ServiceBusConnection__credential", "ServiceBusConnection__clientId",
            "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        ];

        Assert.Empty(Settings().Keys.Except(shown.Concat(bound).Concat(ofTheHost), StringComparer.Ordinal));
        Assert.Empty(ofTheHost.Except(Settings().Keys, StringComparer.Ordinal));
    }

    [Fact]
    public void Each_is_set_once() =>
        Findings.None(SettingNodes().GroupBy(setting => setting.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Secrets_are_references_into_the_vault()
    {
        var secrets = SettingNodes().Where(setting => setting.Name.EndsWith("Secret", StringComparison.Ordinal) || setting.Name.EndsWith("Password", StringComparison.Ordinal)).ToList();

        Assert.Equal(["Dropship__Mail__Password", "Dropship__SigningKeys__0__Secret"], secrets.Select(setting => setting.Name).Order(StringComparer.Ordinal));
        Assert.All(secrets, setting => Assert.StartsWith("'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/", setting.Value.Text, StringComparison.Ordinal));

        // What they refer to is what the vault's module makes.
        var vault = infrastructure.File("modules/keyVault.bicep");
        var made = vault.Resources.Where(resource => resource.ResourceType == "Microsoft.KeyVault/vaults/secrets").Select(resource => resource.Body.At("name")!.Unquoted);
        Assert.Equal(["approval-signing-key-1", "mail-password"], made.Order(StringComparer.Ordinal));
        Assert.Equal("'1'", infrastructure.Main.Parameters.Single(parameter => parameter.Symbol == "signingKeys").Node.Children[^1].Text);
    }

    [Fact]
    public void The_task_hub_has_an_account_of_its_own()
    {
        var functionApp = infrastructure.Main.Modules.Single(module => module.Symbol == "functionApp").Body.At("params")!;

        Assert.Equal("hubStorage.outputs.name", functionApp.At("hubAccountName")!.Text);
        Assert.Equal("dataStorage.outputs.tableEndpoint", functionApp.At("tableEndpoint")!.Text);

        // In the file and not in a setting: what scales the app out reads the file alone.
        using var host = JsonDocument.Parse(Infrastructure.Read("functions/Dropship.Functions/host.json"));
        Assert.Equal("TaskHubStorage", host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider").GetProperty("connectionName").GetString());
        Assert.DoesNotContain(Settings().Keys, name => name.StartsWith("AzureFunctionsJobHost__", StringComparison.Ordinal));
    }

    private static string ValueOf(string name, BicepNode value) =>
        s_given.TryGetValue(name, out var given) ? given : value.Type == "string" && !value.Text.Contains("${", StringComparison.Ordinal) ? value.Unquoted : "given by Azure";

    private static IEnumerable<string> Bound(Type options, string prefix) => options.GetProperties().SelectMany(property =>
        property.PropertyType.Namespace == typeof(ConnectorsOptions).Namespace && property.PropertyType.IsClass
            ? Bound(property.PropertyType, $"{prefix}__{property.Name}")
            : [$"{prefix}__{property.Name}"]);

    private Dictionary<string, BicepNode> Settings() => SettingNodes().ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal);

    // Lists by their first entry, rates by the dollar's.
    private IEnumerable<(string Name, BicepNode Value)> SettingNodes() =>
        from variable in infrastructure.File("modules/functionApp.bicep").Variables
        from node in variable.Node.All
        where node.Type == "object" && node.Properties.Count == 2 && node.At("name")?.Type == "string" && node.At("value") is not null
        select (Interpolation().Replace(node.At("name")!.Unquoted, match => match.Value == "${index}" ? "0" : "USD"), node.At("value")!);

    [GeneratedRegex(@"\$\{[^}]*\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Interpolation();
}
