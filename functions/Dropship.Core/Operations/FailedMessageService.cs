using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>
/// Keeps what failed until a person has handled it. A message that is sent again begins with the step that failed: every handler reads what
/// is done already and repeats none of it.
/// </summary>
public sealed class FailedMessageService(
    IFailedMessages messages,
    IOrders orders,
    IAlerts alerts,
    PromiseMetrics metrics,
    TimeProvider time
)
{
    private const int LongestInWords = 500;

    /// <summary>Handles a message and stores the error if it fails. The error is rethrown to the queue, which redelivers the message or
    /// moves it to the poison queue.</summary>
    public async Task WatchAsync(string queue, string text, Func<Task> handle, CancellationToken cancellationToken)
    {
        try
        {
            await handle();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await NoteAsync(queue, text, exception, cancellationToken);
            throw;
        }
    }

    /// <summary>Stores a failed message and raises one alert.</summary>
    /// <param name="queue">The queue it failed on.</param>
    /// <param name="text">What it says.</param>
    /// <param name="session">Its session; null where the queue has none.</param>
    /// <param name="reason">What the queue says of it; null when it says nothing. What the handler said before is better.</param>
    public async Task TakeAsync(string queue, string text, string? session, string? reason, CancellationToken cancellationToken)
    {
        var kept = await ChangeAsync(
            queue,
            text,
            session,
            known =>
                known with
                {
                    State = FailedMessageState.Waiting,
                    Count = known.Count + 1,
                    Reason = known.Reason.Length > 0 ? known.Reason : reason ?? "the handler failed each time; the log says how",
                },
            cancellationToken
        );
        metrics.MessagePutAside(queue);

        // An alert about an alert's message that failed would go the same way.
        if (!AlertKey.Parse(text).IsAboutMessage)
        {
            await alerts.RaiseAsync(
                new AlertNotice(
                    AlertKey.OfMessage(kept.Id),
                    HoldReasons.MessageFailed.Code,
                    queue,
                    $"{Cut(kept.Text)}: {kept.Reason}",
                    await FindOrderAsync(kept, cancellationToken)
                ),
                cancellationToken
            );
        }
    }

    /// <summary>Moves all messages of the poison queues to the failed messages.</summary>
    public async Task TakeAllAsync(IPoisonQueues poison, CancellationToken cancellationToken)
    {
        while (await poison.ReceiveAsync(cancellationToken) is { Count: > 0 } put)
        {
            foreach (var message in put)
            {
                await TakeAsync(message.Queue, message.Text, null, null, cancellationToken);
                await poison.RemoveAsync(message, cancellationToken);
            }
        }
    }

    /// <summary>Sends a message to its queue again.</summary>
    /// <returns>The message; null when there is none that waits.</returns>
    public async Task<FailedMessage?> SendAgainAsync(string id, string who, string why, CancellationToken cancellationToken)
    {
        if (await messages.FindAsync(id, cancellationToken) is not { State: FailedMessageState.Waiting } message)
        {
            return null;
        }

        // The message goes before the note: after a crash in between it can be sent once more, which does no harm; the other way round it
        // was lost.
        await TellAsync(message, who, EventKinds.MessageSentAgain, why, cancellationToken);
        await messages.SendAgainAsync(
            message,
            string.Create(CultureInfo.InvariantCulture, $"{message.Text}@again-{message.SentAgain + 1}"),
            cancellationToken
        );
        return await HandleAsync(message, who, why, FailedMessageState.SentAgain, cancellationToken);
    }

    /// <summary>Gives a message up.</summary>
    /// <returns>The message; null when there is none that waits.</returns>
    public async Task<FailedMessage?> DropAsync(string id, string who, string why, CancellationToken cancellationToken)
    {
        if (await messages.FindAsync(id, cancellationToken) is not { State: FailedMessageState.Waiting } message)
        {
            return null;
        }

        await TellAsync(message, who, EventKinds.MessageDropped, why, cancellationToken);
        return await HandleAsync(message, who, why, FailedMessageState.Dropped, cancellationToken);
    }

    // If even storing the error fails, both errors go to the log.
    private async Task NoteAsync(string queue, string text, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await ChangeAsync(
                queue,
                text,
                null,
                known =>
                    known with
                    {
                        State = known.State == FailedMessageState.Waiting ? FailedMessageState.Waiting : FailedMessageState.Failing,
                        Reason = Describe(failure),
                    },
                cancellationToken
            );
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new AggregateException(failure, exception);
        }
    }

    private async Task<FailedMessage?> HandleAsync(
        FailedMessage message,
        string who,
        string why,
        FailedMessageState state,
        CancellationToken cancellationToken
    )
    {
        var handled = message with
        {
            State = state,
            SentAgain = message.SentAgain + (state == FailedMessageState.SentAgain ? 1 : 0),
            HandledBy = Actor.Person(who),
            HandledWhy = why,
            HandledAt = time.GetUtcNow(),
        };

        if (!await messages.TrySaveAsync(handled, cancellationToken))
        {
            // A faster writer, or the message's next failure, wins.
            return await messages.FindAsync(message.Id, cancellationToken);
        }

        await alerts.ResolveAsync(AlertKey.OfMessage(message.Id), cancellationToken);
        return handled;
    }

    private async Task TellAsync(FailedMessage message, string who, EventKind what, string why, CancellationToken cancellationToken)
    {
        if (await FindOrderAsync(message, cancellationToken) is { } key)
        {
            await orders.EditAsync(
                key,
                Actor.Person(who),
                time,
                edit => edit.AddEvent(what, why, $"{message.Queue}: {message.Reason}"),
                cancellationToken
            );
        }
    }

    private async Task<OrderKey?> FindOrderAsync(FailedMessage message, CancellationToken cancellationToken)
    {
        if (
            NameOrder(message.Text) is { } key
            && AccountIds.IsValid(key.AccountId)
            && await orders.LoadAsync(key, cancellationToken) is not null
        )
        {
            return key;
        }

        return null;
    }

    // Messages name their order by its own key or by a purchase order's.
    private static OrderKey? NameOrder(string text)
    {
        if (PurchaseOrderKey.TryParse(text, out var purchase))
        {
            return purchase.Order;
        }

        var parts = text.Split('|');
        return parts.Length > 1 && parts[0].Length > 0 && parts[1].Length > 0 ? new OrderKey(parts[0], parts[1]) : null;
    }

    private async Task<FailedMessage> ChangeAsync(
        string queue,
        string text,
        string? session,
        Func<FailedMessage, FailedMessage> change,
        CancellationToken cancellationToken
    )
    {
        var id = FailedMessage.IdOf(queue, text);
        while (true)
        {
            var now = time.GetUtcNow();
            var known =
                await messages.FindAsync(id, cancellationToken)
                ?? new FailedMessage
                {
                    Id = id,
                    Queue = queue,
                    Text = text,
                    State = FailedMessageState.Failing,
                    Reason = string.Empty,
                    FirstFailedAt = now,
                    LastFailedAt = now,
                };
            var changed = change(known) with { LastFailedAt = now, Session = session ?? known.Session };
            if (await messages.TrySaveAsync(changed, cancellationToken))
            {
                return changed;
            }
        }
    }

    private static string Describe(Exception exception) => Cut($"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");

    // The app's own messages are keys of some dozen characters; what strangers put on a queue may be of any length.
    private static string Cut(string text) => text.Length > LongestInWords ? text[..LongestInWords] : text;
}
