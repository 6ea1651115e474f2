using Azure.Messaging.ServiceBus;

namespace Dropship.FunctionsHost.Tests;

public sealed class ServiceBusTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private ServiceBusFixture _bus = null!;

    public async Task InitializeAsync() => _bus = await ServiceBusFixture.StartAsync(azurite.ConnectionString);

    public async Task DisposeAsync() => await _bus.DisposeAsync();

    [Fact]
    public async Task Messages_of_a_session_come_in_order_and_are_completed()
    {
        const int Sessions = 4;
        const int Each = 10;
        await _bus.SendAsync(
            "sessions",
            from number in Enumerable.Range(0, Each)
            from session in Enumerable.Range(0, Sessions)
            select Message($"m{number:00}", $"s{session}", $"s{session}-{number:00}")
        );
        for (var session = 0; session < Sessions; session++)
        {
            Assert.Equal(
                [.. Enumerable.Range(0, Each).Select(number => $"m{number:00}|s{session}-{number:00}|True")],
                await _bus.Host.NotesAsync($"Session-s{session}", Each)
            );
        }

        await Eventually.TrueAsync(async () => await _bus.LeftAsync("sessions") == 0, () => _bus.Host.Output);
    }

    [Fact]
    public async Task A_failure_abandons_until_the_message_is_dead_and_the_dead_letter_trigger_gets_it()
    {
        await _bus.SendAsync(
            "plain",
            new ServiceBusMessage("fine") { MessageId = "good", ApplicationProperties = { ["Shade"] = "blue" } },
            new ServiceBusMessage("fail") { MessageId = "bad" }
        );
        var good = Assert.Single(await _bus.Host.NotesAsync("Plain-good", 1));
        Assert.StartsWith("1|True|", good, StringComparison.Ordinal);
        Assert.Contains("\"Shade\":\"blue\"", good, StringComparison.Ordinal);
        Assert.Equal(["1|True", "2|True", "3|True"], from note in await _bus.Host.NotesAsync("Plain-bad", 3) select note[..6]);
        Assert.Equal(["fail"], await _bus.Host.NotesAsync("Dead-bad", 1));
        await Eventually.TrueAsync(
            async () => await _bus.LeftAsync("plain") == 0 && await _bus.LeftAsync("plain/$DeadLetterQueue") == 0,
            () => _bus.Host.Output
        );
    }

    [Fact]
    public async Task A_connection_that_is_lost_while_functions_run_costs_neither_messages_nor_order()
    {
        await _bus.SendAsync(
            "sessions",
            from number in Enumerable.Range(0, 6)
            from session in Enumerable.Range(0, 2)
            select Message(number == 0 ? "slow 3" : $"m{number}", $"c{session}", $"c{session}-{number}")
        );
        await _bus.Host.NotesAsync("Begun-c0", 1);
        await _bus.Host.NotesAsync("Begun-c1", 1);
        _bus.Way.Cut();

        for (var session = 0; session < 2; session++)
        {
            IReadOnlyList<string> notes = [];
            var topic = $"Session-c{session}";
            await Eventually.TrueAsync(
                async () => (notes = await _bus.Host.NotesAsync(topic)).Any(note => note.StartsWith("m5|", StringComparison.Ordinal)),
                () => $"the last message, but {string.Join("; ", notes)}. {_bus.Host.Process.Output}"
            );

            // A message may come twice, but none before the one ahead of it.
            Assert.Equal(["slow 3", "m1", "m2", "m3", "m4", "m5"], notes.Select(note => note.Split('|')[0]).Distinct());
        }

        await Eventually.TrueAsync(async () => await _bus.LeftAsync("sessions") == 0, () => _bus.Host.Output);
    }

    private static ServiceBusMessage Message(string body, string session, string id) => new(body) { SessionId = session, MessageId = id };
}
