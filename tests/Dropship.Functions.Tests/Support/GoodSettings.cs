using Microsoft.Extensions.Configuration;

namespace Dropship.Functions.Tests.Support;

/// <summary>A configuration with which the app starts; tests spoil it.</summary>
internal static class GoodSettings
{
    public static Dictionary<string, string?> All() =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["TaskHubStorage"] = "UseDevelopmentStorage=true",
            ["ServiceBusConnection:fullyQualifiedNamespace"] = "shop.servicebus.windows.net",
            ["PullSchedule"] = "0 * * * * *",
            ["SweepSchedule"] = "0 */5 * * * *",
            ["ApproverMailSchedule"] = "*/20 * * * * *",
            ["ReviveSchedule"] = "0 */10 * * * *",
            ["ReconcileSchedule"] = "0 20 */6 * * *",
            ["HeartbeatSchedule"] = "0 */5 * * * *",
            ["RetentionSchedule"] = "0 40 3 * * *",
            ["TaskHubName"] = "DropshipHub",
            ["Dropship:PublicAddress"] = "https://dropship.example",
            ["Dropship:Approvers:0:Id"] = "ann",
            ["Dropship:Approvers:0:Name"] = "Ann",
            ["Dropship:Approvers:0:Email"] = "ann@example.com",
            ["Dropship:Approvers:1:Id"] = "li",
            ["Dropship:Approvers:1:Name"] = "李伟",
            ["Dropship:Approvers:1:Email"] = "li@example.com",
            ["Dropship:Approvers:1:Language"] = "zh-CN",
            ["Dropship:SigningKeys:0:Id"] = "k1",
            ["Dropship:SigningKeys:0:Secret"] = Convert.ToBase64String(new byte[32]),
            ["Dropship:YuanPerUnit:USD"] = "7.12",
            ["Dropship:RatesAsOf"] = "2026-01-31",
            ["Dropship:Mail:Host"] = "smtp.example.com",
            ["Dropship:Mail:From"] = "Dropship <dropship@example.com>",
            ["Dropship:Secrets:Folder"] = "secrets",
        };

    public static IConfiguration Of(IEnumerable<KeyValuePair<string, string?>> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    /// <summary>The good one but for one setting.</summary>
    public static IConfiguration With(string name, string? value)
    {
        var settings = All();
        settings[name] = value;
        return Of(settings);
    }

    /// <summary>The good one less a setting and all below it.</summary>
    public static IConfiguration Without(string name) =>
        Of(All().Where(setting => setting.Key != name && !setting.Key.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)));
}
