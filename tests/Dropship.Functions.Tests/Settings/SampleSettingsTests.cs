using System.Text.Json;
using System.Text.RegularExpressions;
using Dropship.Connectors;
using Dropship.Functions.Settings;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Settings;

/// <summary>The sample that newcomers copy: it works as it is, and shows all there is to set.</summary>
public sealed partial class SampleSettingsTests
{
    [Fact]
    public void The_sample_starts_the_app_as_it_is() => Assert.Empty(DropshipSettings.Read(GoodSettings.Of(Sample())).Problems);

    [Fact]
    public void The_sample_shows_every_setting_that_is_read()
    {
        // Lists are shown by their first entries.
        var shown = Sample().Keys.Select(name => ListIndex().Replace(name, ":*")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var read = ReadSetting()
            .Matches(SourceTree.Code("functions/Dropship.Functions/Settings/DropshipSettings.cs"))
            .Select(match => $"Dropship:{match.Groups["name"].Value}")
            .ToList();
        Assert.True(read.Count > 10);

        string[] lists =
        [
            "Dropship:Approvers:*:Id",
            "Dropship:Approvers:*:Name",
            "Dropship:Approvers:*:Email",
            "Dropship:Approvers:*:Language",
            "Dropship:SigningKeys:*:Id",
            "Dropship:SigningKeys:*:Secret",
            "Dropship:Approvals:RemindAfter:*",
            "Dropship:YuanPerUnit:USD",
        ];
        string[] hosts =
        [
            "AzureWebJobsStorage",
            "TaskHubStorage",
            "ServiceBusConnection",
            "FUNCTIONS_WORKER_RUNTIME",
            "TaskHubName",
            "PullSchedule",
            "SweepSchedule",
            "ApproverMailSchedule",
            "ReviveSchedule",
            "ReconcileSchedule",
            "HeartbeatSchedule",
            "RetentionSchedule",
        ];
        Findings.None(read.Concat(lists).Concat(hosts).Where(name => !shown.Contains(name)));
    }

    [Fact]
    public void The_sample_shows_nothing_that_nobody_reads()
    {
        var known = ReadSetting()
            .Matches(SourceTree.Code("functions/Dropship.Functions/Settings/DropshipSettings.cs"))
            .Select(match => match.Groups["name"].Value)
            .Concat(["Approvers", "SigningKeys", "YuanPerUnit", "Approvals:RemindAfter"])
            .Concat(typeof(ConnectorsOptions).GetProperties().Select(property => property.Name))
            .Select(name => $"Dropship:{name}")
            .ToList();

        Findings.None(
            Sample()
                .Keys.Where(name => name.StartsWith("Dropship:", StringComparison.Ordinal))
                .Where(name =>
                    !known.Any(prefix =>
                        name.Equals(prefix, StringComparison.Ordinal) || name.StartsWith(prefix + ":", StringComparison.Ordinal)
                    )
                )
        );
    }

    // As the host makes environment variables of them, and configuration of these.
    private static Dictionary<string, string?> Sample()
    {
        using var file = JsonDocument.Parse(SourceTree.Read("local.settings.sample.json"));
        return file
            .RootElement.GetProperty("Values")
            .EnumerateObject()
            .ToDictionary(
                value => value.Name.Replace("__", ":", StringComparison.Ordinal),
                value => value.Value.GetString(),
                StringComparer.OrdinalIgnoreCase
            );
    }

    [GeneratedRegex(
        @"_values\.(?:Span|Date|Time|Name|Number|Address|Yuan|Percent|Zone)\(\s*""(?<name>[A-Za-z:]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex ReadSetting();

    [GeneratedRegex(@":\d+(?=:|$)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ListIndex();
}
