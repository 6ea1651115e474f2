using System.Text.Json;
using System.Text.RegularExpressions;
using Dropship.Infra.Tests.Support;

namespace Dropship.Infra.Tests;

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
        var headings = Heading().Matches(Infrastructure.Read("docs/runbook.md")).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var anchors = rules.Select(rule => rule.At("anchor")!.Unquoted).Concat(Anchor().Matches(file.Text).Select(match => match.Groups["name"].Value)).ToList();
        Assert.True(anchors.Count >= 10);
        Assert.Empty(anchors.Except(headings));
    }

    [Fact]
    public void Queries_ask_for_events_that_are_logged()
    {
        var logged = Directory.EnumerateFiles(Path.Combine(Infrastructure.Root, "functions"), "Log.cs", SearchOption.AllDirectories)
            .SelectMany(file => LoggedEvent().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["id"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var asked = AskedEvent().Matches(infrastructure.File("modules/alerts.bicep").Text + Infrastructure.Read("infra/workbook.json").Replace("\\\"", "\"", StringComparison.Ordinal)).Select(match => match.Groups["id"].Value).ToList();

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

    [GeneratedRegex(@"EventId\) == ""(?<id>\d+)""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AskedEvent();

    [GeneratedRegex(@"LoggerMessage\((?<id>\d+),", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LoggedEvent();
}
