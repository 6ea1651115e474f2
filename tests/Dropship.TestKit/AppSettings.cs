namespace Dropship.TestKit;

/// <summary>Settings with which the app starts in one process, its storage and mail replaced.</summary>
public static class AppSettings
{
    /// <summary>The settings that it cannot do without, with one approver and one exchange rate.</summary>
    public static Dictionary<string, string?> Minimal(string taskHub) =>
        new(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["TaskHubStorage"] = "UseDevelopmentStorage=true",
            ["ServiceBusConnection"] =
                "Endpoint=sb://localhost;SharedAccessKeyName=none;SharedAccessKey=none;UseDevelopmentEmulator=true;",
            ["PullSchedule"] = "0 * * * * *",
            ["SweepSchedule"] = "0 * * * * *",
            ["ApproverMailSchedule"] = "*/20 * * * * *",
            ["ReviveSchedule"] = "0 0 * * * *",
            ["ReconcileSchedule"] = "0 0 0 * * *",
            ["HeartbeatSchedule"] = "0 * * * * *",
            ["RetentionSchedule"] = "0 0 0 * * *",
            ["TaskHubName"] = taskHub,
            ["Dropship:PublicAddress"] = "https://dropship.example/",
            ["Dropship:Approvers:0:Id"] = "ann",
            ["Dropship:Approvers:0:Name"] = "Ann",
            ["Dropship:Approvers:0:Email"] = "ann@example.com",
            ["Dropship:SigningKeys:0:Id"] = "signer",
            ["Dropship:SigningKeys:0:Secret"] = Convert.ToBase64String([.. Enumerable.Range(7, 32).Select(number => (byte)number)]),
            ["Dropship:YuanPerUnit:USD"] = "7",
            ["Dropship:Rates:Off"] = "true",
            ["Dropship:Mail:Host"] = "localhost",
            ["Dropship:Mail:From"] = "dropship@example.com",
            ["Dropship:Secrets:Folder"] = "secrets",
        };
}
