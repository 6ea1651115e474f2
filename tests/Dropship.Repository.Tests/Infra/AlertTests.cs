using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>Who is woken by an alert finds what to do, and the alert looks for what is really written.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class AlertTests(Infrastructure infrastructure)
{
    private IReadOnlyList<DeployedResource> LogAlerts => infrastructure.Small.Of("Microsoft.Insights/scheduledQueryRules");

    private IReadOnlyList<DeployedResource> MetricAlerts => infrastructure.Small.Of("Microsoft.Insights/metricAlerts");

    private IReadOnlyList<DeployedResource> Alerts => [.. LogAlerts, .. MetricAlerts];

    [Fact]
    public void Each_alert_links_to_an_entry_of_the_runbook()
    {
        var headings = Heading().Matches(RepositoryFiles.Read("docs/runbook.md")).Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.True(Alerts.Count >= 15);
        Assert.All(
            Alerts,
            alert => Assert.Contains(Assert.Single(alert.Text("properties.description")!.Split("docs/runbook.md#")[1..]), headings)
        );
    }

    [Fact]
    public void Each_alert_is_mailed_to_who_shall_be_told()
    {
        var people = infrastructure.Small.Only("Microsoft.Insights/actionGroups");

        Assert.Equal(
            ["ops@example.com", "night@example.com"],
            people.List("properties.emailReceivers").Select(receiver => receiver["emailAddress"]!.ToString())
        );
        Assert.All(LogAlerts, alert => Assert.Equal(people.Id, alert.List("properties.actions.actionGroups").Single().ToString()));
        Assert.All(MetricAlerts, alert => Assert.Equal(people.Id, alert.List("properties.actions").Single()["actionGroupId"]!.ToString()));
    }

    [Fact]
    public void Each_alert_looks_at_a_resource_that_is_made()
    {
        var made = infrastructure.Small.Resources.Select(resource => resource.Id).ToHashSet(StringComparer.Ordinal);

        Assert.All(Alerts, alert => Assert.Contains(alert.List("properties.scopes").Single().ToString(), made));
        Assert.Empty(
            infrastructure
                .Small.Of("Microsoft.Storage/storageAccounts")
                .Select(account => account.Id)
                .Except(MetricAlerts.Select(alert => alert.List("properties.scopes").Single().ToString()))
        );
    }

    [Fact]
    public void Each_question_gives_one_number_over_a_time_that_azure_takes()
    {
        // In minutes.
        int[] windows = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880];

        Assert.All(
            LogAlerts,
            alert =>
            {
                var question = QuestionOf(alert);
                Assert.Equal("Found", question["metricMeasureColumn"]!.ToString());
                Assert.Contains("summarize Found = ", question["query"]!.ToString(), StringComparison.Ordinal);
                Assert.Contains(alert.Text("properties.windowSize"), windows.Select(minutes => $"PT{minutes}M"));
            }
        );
    }

    [Fact]
    public void The_promises_are_watched()
    {
        var promises = JsonNode.Parse(RepositoryFiles.Read("infra/alerts.json"))!.AsArray();
        var watched = LogAlerts.ToDictionary(alert => alert.Text("properties.displayName")!, StringComparer.Ordinal);

        Assert.True(promises.Count >= 5);
        Assert.All(
            promises,
            promise =>
            {
                var question = QuestionOf(watched[promise!["name"]!.ToString()]);
                Assert.Equal(promise["query"]!.ToString(), question["query"]!.ToString());
                Assert.Equal(promise["threshold"]!.ToString(), question["threshold"]!.ToString());
            }
        );
    }

    [Fact]
    public void Metrics_that_are_asked_for_are_measured()
    {
        var measured = string.Concat(Sources("*Metrics.cs"));
        var asked = Asked(AskedMetric()).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(asked.Count >= 5);
        Assert.All(asked, name => Assert.Contains($"\"{name}\"", measured, StringComparison.Ordinal));
    }

    [Fact]
    public void Queries_ask_for_events_that_are_logged()
    {
        var logged = Sources("Log.cs").SelectMany(text => LoggedEvent().Matches(text)).Select(match => match.Groups["name"].Value);
        var asked = Asked(AskedEvent()).ToList();

        Assert.True(asked.Count >= 7);
        Assert.Empty(asked.Except(logged));
    }

    [Fact]
    public void Poison_queues_and_the_dead_letter_queue_are_watched()
    {
        Assert.Contains(MetricAlerts, alert => QuestionOf(alert)["metricName"]!.ToString() == "DeadletteredMessages");
        Assert.Contains(
            LogAlerts,
            alert =>
                QuestionOf(alert)["query"]!.ToString() is var query
                && query.Contains("StorageQueueLogs", StringComparison.Ordinal)
                && query.Contains("-poison/", StringComparison.Ordinal)
        );

        // The query reads logs that exist only where the queues' writes are logged.
        Assert.All(
            infrastructure.Small.Of("Microsoft.Storage/storageAccounts/queueServices"),
            queues =>
            {
                var setting = infrastructure.Small.Of("Microsoft.Insights/diagnosticSettings").Single(queues.Bears);
                Assert.Equal("StorageWrite", setting.List("properties.logs").Single()["category"]!.ToString());
            }
        );
    }

    [Fact]
    public void The_workbook_shows_what_its_file_says()
    {
        var workbook = infrastructure.Small.Only("Microsoft.Insights/workbooks");

        Assert.Equal(RepositoryFiles.Read("infra/workbook.json"), workbook.Text("properties.serializedData")!.ReplaceLineEndings("\n"));
        Assert.Equal("Notebook/1.0", JsonNode.Parse(workbook.Text("properties.serializedData")!)!["version"]!.ToString());
    }

    private static JsonNode QuestionOf(DeployedResource alert) => alert.List("properties.criteria.allOf").Single();

    private static IEnumerable<string> Sources(string name) =>
        RepositoryFiles.Named(name).Where(file => file.StartsWith("functions/", StringComparison.Ordinal)).Select(RepositoryFiles.Read);

    private IEnumerable<string> Asked(Regex name) =>
        infrastructure.Queries.SelectMany(query => name.Matches(query)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(
        @"^## (?<name>[a-z0-9-]+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Heading();

    [GeneratedRegex(@"Name == '(?<name>dropship\.[a-z_.]+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AskedMetric();

    [GeneratedRegex(@"EventName\) == ""(?<name>\w+)""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AskedEvent();

    [GeneratedRegex(
        @"LoggerMessage\((?:(?!LoggerMessage).)*?\)\]\s+public static partial void (?<name>\w+)\(",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex LoggedEvent();
}
