using System.Text.Json;
using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests;

/// <summary>Who is woken by an alert finds what to do, and the alert looks for what is really written.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class AlertTests(Infrastructure infrastructure)
{
    [Fact]
    public void Each_alert_links_to_an_entry_of_the_runbook()
    {
        var file = infrastructure.File("modules/alerts.bicep");
        var alerts = file.Resources.Where(resource => resource.ResourceType is "Microsoft.Insights/metricAlerts" or "Microsoft.Insights/scheduledQueryRules").ToList();
        Assert.Equal(3, alerts.Count);
        Assert.All(alerts, alert => Assert.Contains("${runbook}#", alert.Body.At("properties", "description")!.Text, StringComparison.Ordinal));
        Assert.All(alerts, alert => Assert.Contains("recipientGroup.id", alert.Body.At("properties", "actions")!.Text, StringComparison.Ordinal));

        var rules = file.Variables.SelectMany(variable => variable.Node.All).Where(node => node.Type == "object").ToList();
        Assert.All(rules, rule => Assert.NotNull(rule.At("anchor")));
        using var promises = JsonDocument.Parse(Infrastructure.Read("infra/alerts.json"));
        var headings = Heading().Matches(Infrastructure.Read("docs/runbook.md")).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var anchors = rules.Select(rule => rule.At("anchor")!.Unquoted).Concat(promises.RootElement.EnumerateArray().Select(rule => rule.GetProperty("anchor").GetString()!)).Concat(Anchor().Matches(file.Text).Select(match => match.Groups["name"].Value)).ToList();
        Assert.True(anchors.Count >= 10);
        Assert.Empty(anchors.Except(headings));
    }

    [Fact]
    public void The_promises_alerts_are_deployed_with_all_that_an_alert_needs()
    {
        var file = infrastructure.File("modules/alerts.bicep");
        var own = file.Variables.Single(variable => variable.Symbol == "logRules").Node.All.First(node => node.Type == "object");
        using var promises = JsonDocument.Parse(Infrastructure.Read("infra/alerts.json"));
        Assert.Contains("loadJsonContent('../alerts.json')", file.Text, StringComparison.Ordinal);

        // Azure takes these lengths of the window, in minutes, and no others.
        int[] windows = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880];
        Assert.All(promises.RootElement.EnumerateArray(), rule =>
        {
            Assert.Equal(own.Properties.Keys.Order(StringComparer.Ordinal), rule.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
            Assert.Contains("summarize Found = ", rule.GetProperty("query").GetString(), StringComparison.Ordinal);
            Assert.Contains(rule.GetProperty("minutes").GetInt32(), windows);
        });
    }

    [Fact]
    public void Metrics_that_are_asked_for_are_measured()
    {
        var measured = string.Concat(Directory.EnumerateFiles(Path.Combine(Infrastructure.Root, "functions"), "*Metrics.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var asked = AskedMetric().Matches(Infrastructure.Read("infra/alerts.json")).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(asked.Count >= 5);
        Assert.All(asked, name => Assert.Contains($"\"{name}\"", measured, StringComparison.Ordinal));
    }

    [Fact]
    public void Queries_ask_for_events_that_are_logged()
    {
        var logged = Directory.EnumerateFiles(Path.Combine(Infrastructure.Root, "functions"), "Log.cs", SearchOption.AllDirectories)
            .SelectMany(file => LoggedEvent().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var asked = AskedEvent().Matches(infrastructure.File("modules/alerts.bicep").Text + Infrastructure.Read("infra/workbook.json").Replace("\\\"", "\"", StringComparison.Ordinal)).Select(match => match.Groups["name"].Value).ToList();

        Assert.True(asked.Count >= 7);
        Assert.Empty(asked.Except(logged));
    }

    [Fact]
    public void Poison_queues_and_the_dead_letter_queue_are_watched()
    {
        var text = infrastructure.File("modules/alerts.bicep").Text;

        Assert.Contains("DeadletteredMessages", text, StringComparison.Ordinal);
        Assert.Contains("-poison/", text, StringComparison.Ordinal);

        // The query reads logs that exist only where the queues' writes are logged.
        var writes = infrastructure.File("modules/storage.bicep").TopResources.Single(resource => resource.Symbol == "queueDiagnostics");
        Assert.Contains("'StorageWrite'", writes.Body.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_workbook_can_be_read()
    {
        using var workbook = JsonDocument.Parse(Infrastructure.Read("infra/workbook.json"));

        Assert.Equal("Notebook/1.0", workbook.RootElement.GetProperty("version").GetString());
        Assert.True(workbook.RootElement.GetProperty("items").GetArrayLength() > 5);
    }

    [GeneratedRegex(@"^## (?<name>[a-z0-9-]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\$\{runbook\}#(?<name>[a-z0-9-]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Anchor();

    [GeneratedRegex(@"Name == '(?<name>dropship\.[a-z_.]+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AskedMetric();

    [GeneratedRegex(@"EventName\) == ""(?<name>\w+)""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AskedEvent();

    [GeneratedRegex(@"LoggerMessage\(\d+, [^\n]*\n +public static partial void (?<name>\w+)\(", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LoggedEvent();
}
