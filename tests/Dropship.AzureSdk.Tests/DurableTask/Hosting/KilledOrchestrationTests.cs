using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dropship.AzureSdk.Tests.Host;

namespace Dropship.AzureSdk.Tests.DurableTask.Hosting;

/// <summary>Orchestrations in a process that is killed (SIGKILL) while they run, again and again.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class KilledOrchestrationTests(AzuriteFixture azurite)
{
    private const string Root = "/runtime/webhooks/durabletask";
    private const int Journeys = 12;

    // Two laps of 3 + 4 stamps and a side trip's.
    private const int StampsOfJourney = 16;

    [Fact]
    public async Task Every_journey_ends_as_if_nobody_had_killed_anything()
    {
        await using var host = new TestHostProcess(azurite);
        host.Settings["FunctionKeys__durabletask_extension"] = "key";
        host.Settings["WEBSITE_SITE_NAME"] = "H" + Guid.NewGuid().ToString("N");
        using var http = new HttpClient { BaseAddress = host.Address };
        await host.StartAsync();
        for (var i = 0; i < Journeys; i++)
        {
            var started = await http.PostAsJsonAsync($"{Root}/orchestrators/Journey/j{i}?code=key", 0);
            Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
            if (i % 2 == 0)
            {
                // Read two generations later: it has to be carried along.
                await RaiseAsync(http, $"j{i}");
            }
        }

        foreach (var share in new[] { 0.1, 0.3, 0.5, 0.7, 0.85 })
        {
            await Eventually.TrueAsync(async () => (await host.DoneAsync("Stamp")).Count >= share * Journeys * StampsOfJourney, $"{share:P0} of the stamps are given");
            await host.KillAsync();
            await host.StartAsync();
        }

        for (var i = 1; i < Journeys; i += 2)
        {
            await RaiseAsync(http, $"j{i}");
        }

        for (var i = 0; i < Journeys; i++)
        {
            var end = await EndAsync(http, $"j{i}");
            Assert.Equal("go 0,1,2,s 0,1,2,3 2 1", end.GetProperty("output").GetString());
            var completed = end.GetProperty("historyEvents").EnumerateArray()
                .Where(entry => entry.GetProperty("EventType").GetString() is "TaskCompleted" or "SubOrchestrationInstanceCompleted")
                .Select(entry => entry.GetProperty("FunctionName").GetString())
                .Order(StringComparer.Ordinal);
            Assert.Equal(["SideTrip", .. Enumerable.Repeat("Stamp", 7), "Stumble"], completed);
            Assert.Equal("Completed", (await EndAsync(http, $"j{i}-side-0")).GetProperty("runtimeStatus").GetString());
        }

        var stamps = await host.DoneAsync("Stamp");
        Assert.Equal(Journeys * StampsOfJourney, stamps.Count);

        // Ended for good: the next start finds nothing open and does nothing again.
        await host.KillAsync();
        await host.StartAsync();
        Assert.Equal("go 0,1,2,s 0,1,2,3 2 1", (await EndAsync(http, "j0")).GetProperty("output").GetString());
        Assert.Equal(stamps, await host.DoneAsync("Stamp"));
    }

    private static async Task RaiseAsync(HttpClient http, string id)
    {
        var raised = await http.PostAsJsonAsync($"{Root}/instances/{id}/raiseEvent/word?code=key", "go");
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
    }

    private static async Task<JsonElement> EndAsync(HttpClient http, string id)
    {
        JsonElement status = default;
        await Eventually.TrueAsync(
            async () =>
            {
                status = await http.GetFromJsonAsync<JsonElement>($"{Root}/instances/{id}?showHistory=true&showHistoryOutput=true&code=key");
                return status.GetProperty("runtimeStatus").GetString() is "Completed" or "Failed";
            },
            $"{id} ends",
            TimeSpan.FromSeconds(60));
        return status;
    }
}
