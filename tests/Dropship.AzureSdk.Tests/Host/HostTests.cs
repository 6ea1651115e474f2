using Azure.Storage.Queues;
using Dropship.AzureSdk.Host;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Tests.Host;

[Collection(AzuriteGroup.Name)]
public sealed class HostTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(typeof(SameName), "Two functions are named")]
    [InlineData(typeof(TwoTriggers), "has 2 triggers")]
    [InlineData(typeof(NoTrigger), "has 0 triggers")]
    [InlineData(typeof(ReturnsValueTask), "ValueTask")]
    public void Functions_that_cannot_be_are_named_before_anything_starts(Type functions, string says)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => TestApp.Create(azurite, functions));

        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "version")]
    [InlineData("{ \"version\": \"1.0\" }", "version")]
    [InlineData("{ not json", "cannot be read")]
    public void A_host_json_that_cannot_be_is_refused(string hostJson, string says)
    {
        var exception = Assert.Throws<InvalidDataException>(() => TestApp.Create(azurite, typeof(Scoped), hostJson: hostJson));

        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_call_has_services_of_its_own_that_end_with_it()
    {
        var name = AzuriteFixture.UniqueName("scoped");
        var queue = new QueueClient(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        await queue.SendMessageAsync("1");
        await queue.SendMessageAsync("2");
        await using var app = await TestApp.StartAsync(
            azurite,
            typeof(Scoped),
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Queue"] = name },
            configure: builder => builder.Services.AddScoped<PerCall>());

        await Eventually.TrueAsync(() => app.Calls.CountOf("per call disposed") == 2 && app.Calls.CountOf("class disposed") == 2, "both calls ended");

        Assert.Equal(2, app.Calls.Of<Guid>().Distinct().Count());
    }

    [Fact]
    public async Task Stopping_happens_while_the_services_of_the_functions_are_still_there()
    {
        var name = AzuriteFixture.UniqueName("scoped");
        var queue = new QueueClient(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        for (var i = 0; i < 50; i++)
        {
            await queue.SendMessageAsync($"{i}");
        }

        IReadOnlyList<object?> values;
        await using (var app = await TestApp.StartAsync(
            azurite,
            typeof(Scoped),
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Queue"] = name },
            configure: builder => builder.Services.AddScoped<PerCall>()))
        {
            await Eventually.TrueAsync(() => app.Calls.Count > 0, "it runs");
            await app.StopAsync();
            values = app.Calls.Values;
        }

        // What was started was ended, and what was not started is still in the queue.
        var ended = values.Count(v => Equals(v, "class disposed"));
        Assert.Equal(values.OfType<Guid>().Count(), ended);
        Assert.Equal(50 - ended, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public void Connections_are_strings_or_addresses_under_either_name()
    {
        var connections = new HostConnections(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage:accountName"] = "acct1",
            ["AzureWebJobsStorage:credential"] = "managedidentity",
            ["Other:queueServiceUri"] = "https://acct2.queue.core.windows.net",
            ["Other:tableServiceUri"] = "https://acct2.table.core.windows.net",
            ["Other:tenantId"] = "t",
            ["Other:clientId"] = "c",
            ["Other:clientSecret"] = "s",
            ["AzureWebJobsThird"] = "UseDevelopmentStorage=true",
            ["Half:clientId"] = "c",
        }).Build());

        Assert.Equal("https://acct1.queue.core.windows.net/", connections.Queues().Uri.AbsoluteUri);
        Assert.Equal("https://acct1.table.core.windows.net/", connections.Tables(string.Empty).Uri.AbsoluteUri);
        Assert.Equal("acct2", connections.Queues("Other").AccountName);
        Assert.Equal("acct2", connections.Tables("Other").AccountName);
        Assert.Equal("devstoreaccount1", connections.Tables("Third").AccountName);
        Assert.Same(connections.Tables("Third"), connections.Tables("Third"));
        Assert.Throws<InvalidOperationException>(() => connections.Tables("None"));
        Assert.Throws<InvalidOperationException>(() => connections.Tables("Half"));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("%A%", "1")]
    [InlineData("x-%A%-%B:C%-y", "x-1-2-y")]
    [InlineData("%B__C%", "2")]
    [InlineData("100%", "100%")]
    public void Settings_stand_in_for_their_names(string text, string resolved)
    {
        var names = new SettingNames(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["A"] = "1", ["B:C"] = "2" }).Build());

        Assert.Equal(resolved, names.Resolve(text));
        Assert.Throws<InvalidOperationException>(() => names.Resolve("%None%"));
    }

    [Theory]
    [InlineData("{ \"Values\": {} }")]
    [InlineData("{ \"IsEncrypted\": true, \"Values\": {} }")]
    [InlineData("{ nonsense")]
    public void Local_settings_that_are_encrypted_or_broken_are_refused(string json)
    {
        var folder = Directory.CreateTempSubdirectory("dropship-settings-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "local.settings.json"), json);
            Assert.Throws<InvalidDataException>(() => LocalSettings.Read(new HostLocation(folder.FullName, folder.FullName, [], OwnsProcess: false)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal sealed class PerCall(Calls calls) : IDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();

        public void Dispose() => calls.Add("per call disposed");
    }

    internal sealed class Scoped(Calls calls, PerCall first, PerCall second) : IAsyncDisposable
    {
        [Function("Scoped")]
        public async Task Run([QueueTrigger("%Queue%")] string message, FunctionContext context)
        {
            Assert.Same(first, second);
            Assert.Same(first, context.InstanceServices.GetRequiredService<PerCall>());
            await Task.Yield();
            calls.Add(first.Id);
        }

        public ValueTask DisposeAsync()
        {
            calls.Add("class disposed");
            return ValueTask.CompletedTask;
        }
    }

    internal static class SameName
    {
        [Function("Same")]
        public static void One([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
        }

        [Function("SAME")]
        public static void Two([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
        }
    }

    internal static class TwoTriggers
    {
        [Function("Two")]
        public static void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, [QueueTrigger("q")] string message)
        {
        }
    }

    internal static class NoTrigger
    {
        [Function("None")]
        public static void Run(string message)
        {
        }
    }

    internal static class ReturnsValueTask
    {
        [Function("ValueTask")]
        public static ValueTask Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => ValueTask.CompletedTask;
    }
}
