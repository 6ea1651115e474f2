using System.Globalization;

namespace Dropship.Local;

/// <summary>The function app's settings on one machine; the same names as in Azure.</summary>
internal static class AppSettings
{
    // How fast things go. What the environment says of these counts before it.
    private static readonly Dictionary<string, string?> s_paces = new(StringComparer.Ordinal)
    {
        ["PullSchedule"] = "*/5 * * * * *",
        ["SweepSchedule"] = "*/5 * * * * *",
        ["ApproverMailSchedule"] = "*/5 * * * * *",
        ["ReviveSchedule"] = "*/30 * * * * *",
        ["ReconcileSchedule"] = "*/30 * * * * *",
        ["HeartbeatSchedule"] = "*/30 * * * * *",
        ["RetentionSchedule"] = "0 0 * * * *",

        // Whoever sits before it waits for each message, and has no bill for looking.
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:01",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval"] = "00:00:01",

        // The work of a killed host or worker comes back after these, each at its minimum; timers after the first two together.
        ["AzureFunctionsJobHost__singleton__listenerLockPeriod"] = "00:00:15",
        ["AzureFunctionsJobHost__singleton__listenerLockRecoveryPollingInterval"] = "00:00:15",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__workItemQueueVisibilityTimeout"] = "00:00:15",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__controlQueueVisibilityTimeout"] = "00:01:00",

        // A queue's message comes back after ten minutes, which nothing changes; until then this takes up what stands still.
        ["Dropship__Reconciliation__Settling"] = "00:00:20",
        ["Dropship__Purchasing__LookUpDelay"] = "00:00:05",
        ["Dropship__Purchasing__LookUpAgainAfter"] = "00:00:10",
        ["Dropship__Purchasing__RetryAfter"] = "00:00:05",
        ["Dropship__Fulfilment__ForwarderLookEvery"] = "00:00:30",
        ["Dropship__Pull__RetryAfter"] = "00:00:05",
        ["Dropship__Approvals__CollectFor"] = "00:00:05",
        ["Dropship__Approvals__CollectAlertsFor"] = "00:00:05",
    };

    public static Dictionary<string, string?> For(
        string secretsFolder,
        LocalKeys keys,
        string storage,
        string serviceBus,
        int smtpPort,
        Uri address,
        Uri sandbox
    ) =>
        new(Paces(), StringComparer.Ordinal)
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",

            // What this process was told about itself is not for the host and the worker.
            ["ASPNETCORE_URLS"] = null,
            ["AzureWebJobsStorage"] = storage,
            ["TaskHubStorage"] = storage,
            ["ServiceBusConnection"] = serviceBus,
            ["TaskHubName"] = "DropshipHub",

            // The page at the root is the app's own.
            ["AzureWebJobsDisableHomepage"] = "true",
            ["FunctionKeys__default"] = keys.Function,
            ["FunctionKeys___master"] = keys.Function,
            ["Dropship__PublicAddress"] = address.AbsoluteUri,
            ["Dropship__Approvers__0__Id"] = "you",
            ["Dropship__Approvers__0__Name"] = "You",
            ["Dropship__Approvers__0__Email"] = "you@example.com",
            ["Dropship__Approvers__0__Language"] = "en",
            ["Dropship__Approvers__1__Id"] = "li",
            ["Dropship__Approvers__1__Name"] = "李伟",
            ["Dropship__Approvers__1__Email"] = "li@example.com",
            ["Dropship__Approvers__1__Language"] = "zh-CN",
            ["Dropship__SigningKeys__0__Id"] = "local",
            ["Dropship__SigningKeys__0__Secret"] = keys.Signing,
            ["Dropship__YuanPerUnit__USD"] = "7.10",
            ["Dropship__RatesAsOf"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["Dropship__Rates__EuropeanCentralBank"] = new Uri(sandbox, "rates/eurofxref-daily.xml").AbsoluteUri,
            ["Dropship__Rates__Second"] = new Uri(sandbox, "rates/latest/CNY").AbsoluteUri,
            ["Dropship__Mail__Host"] = "127.0.0.1",
            ["Dropship__Mail__Port"] = smtpPort.ToString(CultureInfo.InvariantCulture),
            ["Dropship__Mail__Security"] = "None",
            ["Dropship__Mail__From"] = "Dropship <dropship@example.com>",
            ["Dropship__Secrets__Folder"] = secretsFolder,
        };

    private static IEnumerable<KeyValuePair<string, string?>> Paces() =>
        s_paces.Select(pace =>
            KeyValuePair.Create(pace.Key, Environment.GetEnvironmentVariable(pace.Key) is { Length: > 0 } said ? said : pace.Value)
        );
}
