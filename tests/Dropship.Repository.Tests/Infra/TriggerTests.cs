using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>What triggers and host.json name is there once the app is deployed.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed partial class TriggerTests(Infrastructure infrastructure)
{
    [Fact]
    public void Each_setting_that_they_name_is_set()
    {
        var named = Triggers
            .All.SelectMany(Triggers.Texts)
            .Append(RepositoryFiles.Read("functions/Dropship.Functions/host.json"))
            .SelectMany(text => Setting().Matches(text))
            .Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.Contains("TaskHubName", named);
        Assert.Empty(named.Except(infrastructure.Small.Settings.Keys));
    }

    [Fact]
    public void Each_connection_that_they_name_is_set()
    {
        var named = Triggers
            .All.Select(trigger => Triggers.Text(trigger, "Connection"))
            .OfType<string>()
            .Append("AzureWebJobsStorage")
            .Append("TaskHubStorage")
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.Contains("ServiceBusConnection", named);
        Assert.All(
            named,
            connection =>
            {
                Assert.Equal("managedidentity", infrastructure.Small.Settings[$"{connection}__credential"]);
                Assert.EndsWith(".clientId]", infrastructure.Small.Settings[$"{connection}__clientId"], StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Each_service_bus_queue_that_they_read_is_made()
    {
        // What cannot be handled is read from the dead-letter part of the same queue.
        var read = Triggers
            .All.Where(trigger => trigger.GetType().Name == "ServiceBusTriggerAttribute")
            .Select(trigger => Triggers.Text(trigger, "QueueName")!.Split('/')[0])
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(infrastructure.Small.Of("Microsoft.ServiceBus/namespaces/queues").Select(queue => queue.Name.Split('/')[1]), read);
        Assert.Equal(
            $"{infrastructure.Small.Only("Microsoft.ServiceBus/namespaces").Name}.servicebus.windows.net",
            infrastructure.Small.Settings["ServiceBusConnection__fullyQualifiedNamespace"]
        );
    }

    [GeneratedRegex(@"%(?<name>\w+)%", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Setting();
}
