using System.Text.Json;

namespace Dropship.FunctionsHost.Tests;

public sealed class QueueTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_message_is_tried_five_times_and_then_poison()
    {
        await using var host = await new TestHost(azurite.ConnectionString).StartAsync();
        var hopeless = Parcel("hopeless", failures: 9);
        await host.Queue().SendMessageAsync(Parcel("slow-starter", failures: 2));
        await host.Queue().SendMessageAsync(hopeless);
        await host.Queue("-quiet").SendMessageAsync("psst");

        Assert.Equal(
            [.. Enumerable.Range(1, 3).Select(number => $"try {number} of slow-starter, id True, inserted True"), "done slow-starter"],
            await host.NotesAsync("slow-starter", 4)
        );
        Assert.Equal(
            [.. Enumerable.Range(1, 5).Select(number => $"try {number} of hopeless, id True, inserted True")],
            await host.NotesAsync("hopeless", 5)
        );
        var poison = host.Queue("-poison");
        string? left = null;
        await Eventually.TrueAsync(
            async () => await poison.ExistsAsync() && (left = (await poison.ReceiveMessageAsync()).Value?.Body.ToString()) is not null,
            () => $"a message in the poison queue. {host.Output}"
        );
        Assert.Equal(hopeless, left);
        Assert.Equal(["psst"], await host.NotesAsync("Quiet", 1));

        // host.json silences one function.
        Assert.Contains("Executed 'Functions.Take' (Succeeded", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("'Functions.Quiet'", host.Output, StringComparison.Ordinal);
    }

    internal static string Parcel(string topic, int failures = 0, int delayMilliseconds = 0) =>
        JsonSerializer.Serialize(
            new
            {
                Topic = topic,
                Text = topic,
                Failures = failures,
                DelayMilliseconds = delayMilliseconds,
            }
        );
}
