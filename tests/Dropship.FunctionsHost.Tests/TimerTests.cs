using System.Text.Json;
using Azure.Storage.Blobs;

namespace Dropship.FunctionsHost.Tests;

public sealed class TimerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_timer_that_missed_its_time_runs_once_at_the_next_start_and_says_that_it_is_late()
    {
        await using var host = new TestHost(azurite.ConnectionString) { Settings = { ["AzureWebJobs.EverySecond.Disabled"] = "false" } };
        await host.StartAsync();
        var notes = await host.NotesAsync("EverySecond", 2);
        Assert.All(notes, note => Assert.Equal("late False, status False", note));
        Assert.Equal(["late False"], await host.NotesAsync("AtStart", 1));
        Assert.Empty(await host.NotesAsync("Daily"));
        await host.Process.StopAsync(CancellationToken.None);

        var kept = new BlobContainerClient(host.Storage, "azure-webjobs-hosts");
        var status = kept.GetBlobClient($"timers/{host.Name}/Host.Functions.Daily/status");
        var missed = DateTime.Now.Date.AddDays(-1).AddHours(3);
        var before = missed.AddDays(-1);
        await status.UploadAsync(
            BinaryData.FromObjectAsJson(
                new
                {
                    Last = before,
                    Next = missed,
                    LastUpdated = before,
                }
            ),
            overwrite: true
        );
        await host.StartAsync();
        Assert.Equal([$"late True, last {before:yyyy-MM-dd}"], await host.NotesAsync("Daily", 1));
        var next = JsonElement.Parse((await status.DownloadContentAsync()).Value.Content.ToString()).GetProperty("Next").GetDateTime();
        Assert.True(next > DateTime.Now, $"{next:O} has passed");
        await host.Process.StopAsync(CancellationToken.None);

        await host.StartAsync();
        Assert.Single(await host.NotesAsync("Daily"));
        Assert.Equal(3, (await host.NotesAsync("AtStart", 3)).Count);
    }
}
