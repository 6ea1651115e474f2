using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dropship.Connectors;
using Dropship.Functions.Settings;
using Dropship.Repository.Tests.Support;
using Dropship.Storage;
using Microsoft.Extensions.Configuration;

namespace Dropship.Repository.Tests.Infra;

/// <summary>The settings that the deployed app gets, against the code that reads them.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class SettingsTests(Infrastructure infrastructure)
{
    // What Azure puts in the place of an expression or of a reference into the vault.
    private static readonly Dictionary<string, string> s_given = new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage__blobServiceUri"] = "https://shop.blob.core.windows.net/",
        ["AzureWebJobsStorage__queueServiceUri"] = "https://shop.queue.core.windows.net/",
        ["AzureWebJobsStorage__tableServiceUri"] = "https://shop.table.core.windows.net/",
        ["Dropship__SigningKeys__0__Secret"] = Convert.ToBase64String(new byte[72]),
        ["Dropship__SigningKeys__1__Secret"] = Convert.ToBase64String(new byte[72]),
        ["Dropship__Secrets__KeyVault"] = "https://vault.example/",
        ["Dropship__Secrets__ManagedIdentityClientId"] = "00000000-0000-0000-0000-000000000001",
        ["Dropship__Mail__From"] = "Dropship <DoNotReply@example.com>",
        ["Dropship__Mail__Password"] = "password",
    };

    // What Flex Consumption sets by itself and refuses to be told.
    private static readonly string[] s_refused =
    [
        "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_EXTENSION_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTSHARE",
        "WEBSITE_TIME_ZONE",
        "SCM_DO_BUILD_DURING_DEPLOYMENT",
        "ENABLE_ORYX_BUILD",
    ];

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    [InlineData("large")]
    public void The_app_starts_with_them(string size)
    {
        var configuration = Configuration(infrastructure[size].Settings);

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
    [InlineData("ApproverMailSchedule")]
    [InlineData("ReviveSchedule")]
    [InlineData("ReconcileSchedule")]
    [InlineData("HeartbeatSchedule")]
    [InlineData("RetentionSchedule")]
    public void None_of_the_required_ones_may_be_left_out(string name)
    {
        var configuration = Configuration(infrastructure.Small.Settings.Where(setting => setting.Key != name));

        Assert.NotEmpty(DropshipSettings.Read(configuration).Problems);
    }

    [Fact]
    public void None_is_unknown_to_the_app()
    {
        var sample = JsonNode.Parse(RepositoryFiles.Read("local.settings.sample.json"))!["Values"]!.AsObject().Select(value => value.Key);
        var known = sample.Concat(Bound(typeof(ConnectorsOptions), DropshipSettings.Section)).Select(Kind);
        string[] ofTheHost =
        [
            "AzureWebJobsStorage__blobServiceUri",
            "AzureWebJobsStorage__queueServiceUri",
            "AzureWebJobsStorage__tableServiceUri",
            "AzureWebJobsStorage__credential",
            "AzureWebJobsStorage__clientId",
            "TaskHubStorage__accountName",
            "TaskHubStorage__credential",
            "TaskHubStorage__clientId",
            "ServiceBusConnection__fullyQualifiedNamespace",
            "ServiceBusConnection__credential",
            "ServiceBusConnection__clientId",
            "APPLICATIONINSIGHTS_CONNECTION_STRING",
            "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
            "AzureWebJobsDisableHomepage",
        ];
        var settings = infrastructure.Medium.Settings.Keys.ToList();

        Assert.Empty(settings.Select(Kind).Except(known.Concat(ofTheHost), StringComparer.Ordinal));
        Assert.Empty(ofTheHost.Except(settings, StringComparer.Ordinal));
        Assert.Empty(settings.Intersect(s_refused, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_a_person_gives_arrives()
    {
        var settings = infrastructure.Medium.Settings;
        string[] approver = ["Id", "Name", "Email", "Language"];

        Assert.Equal("https://orders.example.com/", settings["Dropship__PublicAddress"]);
        Assert.Equal(["li", "李伟", "li@example.com", "zh-CN"], approver.Select(part => settings[$"Dropship__Approvers__1__{part}"]));
        Assert.Equal("7.80", settings["Dropship__YuanPerUnit__EUR"]);
        Assert.Equal("2", settings["Dropship__SigningKeys__0__Id"]);
        Assert.Equal("smtp.example.com", settings["Dropship__Mail__Host"]);
        Assert.Equal("20000", settings["Dropship__Guards__DailyTotal"]);
    }

    [Fact]
    public void What_a_person_leaves_out_is_azure_s()
    {
        var settings = infrastructure.Small.Settings;

        Assert.Equal($"https://{infrastructure.Small.App.Name}.azurewebsites.net/", settings["Dropship__PublicAddress"]);
        Assert.Equal("1", settings["Dropship__SigningKeys__0__Id"]);
        Assert.Equal("smtp.azurecomm.net", settings["Dropship__Mail__Host"]);
    }

    [Fact]
    public void Secrets_are_references_into_the_vault()
    {
        var vault = infrastructure.Medium.Only("Microsoft.KeyVault/vaults");
        var secrets = infrastructure
            .Medium.Settings.Where(setting => Secret().IsMatch(setting.Key))
            .OrderBy(setting => setting.Key, StringComparer.Ordinal);
        string Reference(string secret) => $"@Microsoft.KeyVault(VaultName={vault.Name};SecretName={secret})";

        Assert.Equal(
            [
                KeyValuePair.Create("Dropship__Mail__Password", Reference("mail-password")),
                KeyValuePair.Create("Dropship__SigningKeys__0__Secret", Reference("approval-signing-key-2")),
                KeyValuePair.Create("Dropship__SigningKeys__1__Secret", Reference("approval-signing-key-1")),
            ],
            secrets
        );
        Assert.Equal(
            infrastructure.Medium.Only("Microsoft.ManagedIdentity/userAssignedIdentities").Id,
            infrastructure.Medium.App.Text("properties.keyVaultReferenceIdentity")
        );

        // The first key and the password are made by the deployment, further keys by hand.
        Assert.Equal(
            [$"{vault.Name}/approval-signing-key-1", $"{vault.Name}/mail-password"],
            infrastructure.Medium.Of("Microsoft.KeyVault/vaults/secrets").Select(secret => secret.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_task_hub_has_an_account_of_its_own()
    {
        var settings = infrastructure.Small.Settings;

        Assert.StartsWith("sthub", settings["TaskHubStorage__accountName"], StringComparison.Ordinal);
        Assert.Contains("/storageAccounts/stdata", settings["AzureWebJobsStorage__tableServiceUri"], StringComparison.Ordinal);

        // In the file and not in a setting: what scales the app out reads the file alone.
        var host = JsonNode.Parse(RepositoryFiles.Read("functions/Dropship.Functions/host.json"))!;
        var storage = host["extensions"]!["durableTask"]!["storageProvider"]!;
        Assert.Equal("TaskHubStorage", storage["connectionName"]!.ToString());
        Assert.DoesNotContain(settings.Keys, name => name.StartsWith("AzureFunctionsJobHost__", StringComparison.Ordinal));
    }

    private static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string>> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                from setting in settings
                let isOpen = setting.Value.StartsWith('[') || setting.Value.StartsWith('@')
                let value = isOpen ? s_given.GetValueOrDefault(setting.Key, "given by Azure") : setting.Value
                select KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)value)
            )
            .Build();

    private static IEnumerable<string> Bound(Type options, string prefix) =>
        options
            .GetProperties()
            .SelectMany(property =>
                property.PropertyType.Assembly == typeof(ConnectorsOptions).Assembly && property.PropertyType.IsClass
                    ? Bound(property.PropertyType, $"{prefix}__{property.Name}")
                    : [$"{prefix}__{property.Name}"]
            );

    // Entries of a list are all of the first one's kind.
    private static string Kind(string name) => Entry().Replace(name, "__0__");

    [GeneratedRegex("(Secret|Password)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"__\d+__", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Entry();
}
