using System.Text.Json;
using System.Text.RegularExpressions;
using Dropship.Core.Orders;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Telemetry;

/// <summary>Alert rules ask for what is really measured, and each leads a person to words about what to do.</summary>
public sealed partial class AlertRuleTests
{
    private static readonly int[] s_windows = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880];

    private static readonly HashSet<string> s_anchors =
    [
        .. Heading()
            .Matches(SourceTree.Read("docs/runbook.md"))
            .Select(match => match.Groups["text"].Value.ToLowerInvariant().Replace(' ', '-')),
    ];

    private static readonly string s_observability = SourceTree.Read("docs/reference/observability.md");

    [Fact]
    public void Each_rule_is_complete_and_has_an_entry_in_the_runbook()
    {
        var rules = Rules();
        Assert.NotEmpty(rules);
        Assert.Equal(rules.Count, rules.Select(rule => rule.GetProperty("name").GetString()).Distinct().Count());
        Assert.All(
            rules,
            rule =>
            {
                Assert.Matches("^[a-z-]+$", rule.GetProperty("name").GetString());
                Assert.EndsWith(".", rule.GetProperty("says").GetString(), StringComparison.Ordinal);
                Assert.InRange(rule.GetProperty("severity").GetInt32(), 0, 4);
                Assert.Contains(rule.GetProperty("operator").GetString(), (string[])["GreaterThan", "LessThan"]);
                Assert.Contains(rule.GetProperty("minutes").GetInt32(), s_windows);
                Assert.True(rule.GetProperty("threshold").GetInt32() >= 0);
                Assert.Contains("Found = ", rule.GetProperty("query").GetString(), StringComparison.Ordinal);
                Assert.Contains(rule.GetProperty("anchor").GetString()!, s_anchors);
            }
        );
    }

    [Fact]
    public void Rules_ask_for_metrics_and_reasons_that_there_are()
    {
        var measured = Measured();
        Assert.True(measured.Count > 10);

        Findings.None(
            from rule in Rules()
            let query = rule.GetProperty("query").GetString()!
            from name in MetricName().Matches(query).Select(match => match.Value)
            where name.EndsWith('.') ? !measured.Any(known => known.StartsWith(name, StringComparison.Ordinal)) : !measured.Contains(name)
            select $"{rule.GetProperty("name")}: {name}"
        );
        Findings.None(
            from rule in Rules()
            from code in ReasonCode().Matches(rule.GetProperty("query").GetString()!).Select(match => match.Groups["code"].Value)
            where HoldReasons.All.All(reason => reason.Code != code)
            select $"{rule.GetProperty("name")}: {code}"
        );
    }

    [Fact]
    public void Each_reason_for_waiting_has_an_entry_in_the_runbook() =>
        Findings.None(
            HoldReasons.All.Select(reason => reason.Code).Where(code => !s_anchors.Contains(code.ToLowerInvariant().Replace('_', '-')))
        );

    [Fact]
    public void Links_within_the_runbook_lead_somewhere() =>
        Findings.None(
            InnerLink()
                .Matches(SourceTree.Read("docs/runbook.md"))
                .Select(match => match.Groups["anchor"].Value)
                .Where(anchor => !s_anchors.Contains(anchor))
        );

    [Fact]
    public void Each_log_message_has_a_number_of_its_own_and_is_listed()
    {
        var numbers = SourceTree
            .Files("functions", "*.cs")
            .SelectMany(file => LogNumber().Matches(SourceTree.Code(file)).Select(match => match.Groups["id"].Value))
            .ToList();
        Assert.True(numbers.Count > 10);
        Assert.Equal(numbers.Distinct(StringComparer.Ordinal), numbers);

        Assert.Equal(
            numbers.Order(StringComparer.Ordinal),
            ListedNumber().Matches(s_observability).Select(match => match.Groups["id"].Value).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Each_metric_and_each_rule_is_listed()
    {
        Findings.None(Measured().Where(name => !s_observability.Contains($"`{name}`", StringComparison.Ordinal)));
        Findings.None(
            MetricName()
                .Matches(s_observability)
                .Select(match => match.Value)
                .Where(name => !name.EndsWith('.'))
                .Except(Measured())
                .Except([OrderTraces.OrderTag, OrderTraces.PurchaseOrderTag])
                .Where(name => s_observability.Contains($"| `{name}`", StringComparison.Ordinal))
        );
        Findings.None(
            Rules()
                .Select(rule => rule.GetProperty("name").GetString()!)
                .Where(name => !s_observability.Contains($"`{name}`", StringComparison.Ordinal))
        );
    }

    private static List<JsonElement> Rules()
    {
        using var file = JsonDocument.Parse(SourceTree.Read("infra/alerts.json"));
        return [.. file.RootElement.EnumerateArray().Select(rule => rule.Clone())];
    }

    private static HashSet<string> Measured() =>
        [.. MetricName().Matches(SourceTree.Code("functions/Dropship.Core/Orders/PromiseMetrics.cs")).Select(match => match.Value)];

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#(?<anchor>[^)]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InnerLink();

    [GeneratedRegex(@"\bdropship\.[a-z_]+\.(?:[a-z_]+)?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex("'(?<code>[A-Z]+(?:_[A-Z]+)+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReasonCode();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?<id>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LogNumber();

    [GeneratedRegex(@"^\| (?<id>\d{4}) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ListedNumber();
}
