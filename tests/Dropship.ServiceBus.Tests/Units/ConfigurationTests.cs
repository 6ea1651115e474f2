using Dropship.ServiceBus.Settings;
using Dropship.ServiceBus.Tests.Support;

namespace Dropship.ServiceBus.Tests.Units;

public sealed class ConfigurationTests
{
    [Fact]
    public void The_app_s_file_is_read()
    {
        var queue = Assert.Single(NamespaceConfiguration.Load(DataFolder.Config("servicebus.config.json")));

        var expected = new QueueDefinition("purchase-orders")
        {
            DeadLetteringOnMessageExpiration = true,
            DefaultMessageTimeToLive = TimeSpan.FromDays(14),
            DuplicateDetectionHistoryTimeWindow = TimeSpan.FromMinutes(10),
            LockDuration = TimeSpan.FromMinutes(1),
            MaxDeliveryCount = 10,
            RequiresDuplicateDetection = true,
            RequiresSession = true,
        };
        Assert.Equal(expected, queue);
    }

    [Fact]
    public void What_is_left_out_is_as_in_the_service()
    {
        var queue = Assert.Single(NamespaceConfiguration.Parse(Queue("""{ "Name": "q" }""")));

        Assert.Equal(new QueueDefinition("q"), queue);
        Assert.Equal(
            (TimeSpan.FromMinutes(1), 10, null, false),
            (queue.LockDuration, queue.MaxDeliveryCount, queue.DefaultMessageTimeToLive, queue.RequiresSession)
        );
    }

    [Fact]
    public void What_is_not_served_may_be_there_when_it_says_nothing()
    {
        const string Properties = """{ "ForwardTo": "", "ForwardDeadLetteredMessagesTo": null, "EnablePartitioning": false }""";

        Assert.Single(NamespaceConfiguration.Parse(Queue($$"""{ "Name": "q", "Properties": {{Properties}} }""")));
    }

    [Theory]
    [InlineData("""{ "Name": "q", "Properties": { "ForwardTo": "other" } }""", "Queue 'q', ForwardTo")]
    [InlineData("""{ "Name": "q", "Properties": { "ForwardDeadLetteredMessagesTo": "other" } }""", "ForwardDeadLetteredMessagesTo")]
    [InlineData("""{ "Name": "q", "Properties": { "LockDuration": "PT10M" } }""", "PT10M is not between")]
    [InlineData("""{ "Name": "q", "Properties": { "LockDuration": 5 } }""", "'5' is not a duration")]
    [InlineData("""{ "Name": "q", "Properties": { "MaxDeliveryCount": 0 } }""", "0 is not a whole number from 1 to 2000")]
    [InlineData("""{ "Name": "q", "Properties": { "MaxDeliveryCount": "ten" } }""", "ten is not a whole number from 1 to 2000")]
    [InlineData("""{ "Name": "q", "Properties": { "RequiresSession": "yes" } }""", "\"yes\" is not true or false")]
    [InlineData("""{ "Name": "q/$deadletterqueue" }""", "cannot be the name of a queue")]
    [InlineData("""{ "Name": "q" }, { "Name": "Q" }""", "'Q' is declared twice")]
    [InlineData("""{ "Properties": {} }, { "Name": "q" }""", "A queue has no name")]
    public void What_cannot_be_served_is_named(string queues, string problem)
    {
        var exception = Assert.Throws<ConfigurationException>(() => NamespaceConfiguration.Parse(Queue(queues)));

        Assert.Contains(problem, Assert.Single(exception.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("{}", "UserConfig.Namespaces must be")]
    [InlineData("""{ "UserConfig": { "Namespaces": [] } }""", "has 0 namespaces")]
    [InlineData("""{ "UserConfig": { "Namespaces": [ { "Topics": [ {} ] } ] } }""", "Topics are not served")]
    public void A_file_that_is_something_else_is_refused(string json, string problem)
    {
        var exception = Assert.Throws<ConfigurationException>(() => NamespaceConfiguration.Parse(json));

        Assert.Contains(exception.Problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    private static string Queue(string queues) => $$"""{ "UserConfig": { "Namespaces": [ { "Name": "n", "Queues": [ {{queues}} ] } ] } }""";
}
