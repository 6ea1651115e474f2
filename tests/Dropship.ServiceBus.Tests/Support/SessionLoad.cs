using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace Dropship.ServiceBus.Tests.Support;

/// <summary>
/// Sends numbered messages to several sessions, whatever happens to the line, and checks that each session's come in order and completely.
/// </summary>
public sealed class SessionLoad(string queue, int sessions, int perSession)
{
    private readonly ConcurrentDictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _gaps = new();

    /// <summary>How many different messages came.</summary>
    public int Seen => _seen.Values.Sum();

    public int Total => sessions * perSession;

    /// <summary>What came too early, which must be nothing.</summary>
    public IReadOnlyCollection<string> Gaps => _gaps;

    /// <summary>Sends all; a message is sent again under its id until it is taken, so that the queue has it once.</summary>
    public Task SendAsync(ServiceBusClient client) =>
        Task.WhenAll(
            Enumerable
                .Range(0, sessions)
                .Select(async session =>
                {
                    var sender = client.CreateSender(queue);
                    for (var i = 0; i < perSession; i++)
                    {
                        var body = i.ToString(CultureInfo.InvariantCulture);
                        await InsistAsync(() =>
                            sender.SendMessageAsync(new ServiceBusMessage(body) { SessionId = $"s{session}", MessageId = $"{session}-{i}" })
                        );
                    }
                })
        );

    /// <summary>Takes note of a message. One that came before may come again, as its acknowledgement may have been lost.</summary>
    public void Take(ServiceBusReceivedMessage message)
    {
        var next = _seen.GetOrAdd(message.SessionId, 0);
        if (message.Number() > next)
        {
            _gaps.Enqueue($"{message.SessionId}: {message.Number()} came before {next}.");
        }
        else if (message.Number() == next)
        {
            _seen[message.SessionId] = next + 1;
        }
    }

    /// <summary>Receives session after session until all have come.</summary>
    public async Task ReceiveAsync(ServiceBusClient client, CancellationToken cancellationToken)
    {
        while (Seen < Total && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var receiver = await client.AcceptNextSessionAsync(queue, cancellationToken: cancellationToken);
                while (await receiver.ReceiveMessageAsync(TimeSpan.FromMilliseconds(200), cancellationToken) is { } message)
                {
                    Take(message);
                    await receiver.CompleteMessageAsync(message, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is ServiceBusException or ObjectDisposedException or OperationCanceledException)
            {
                // The line broke, or no session is left; the next try shows.
            }
        }
    }

    private static async Task InsistAsync(Func<Task> call)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await call();
                return;
            }
            catch (ServiceBusException) when (tries < 200)
            {
                await Task.Delay(50);
            }
        }
    }
}
