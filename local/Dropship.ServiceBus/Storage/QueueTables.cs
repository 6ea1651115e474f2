namespace Dropship.ServiceBus.Storage;

/// <summary>What the store keeps of one queue. Moments are kept as ticks of universal time.</summary>
internal sealed class QueueTables(MessageStore store, string queue)
{
    /// <summary>The highest number that the queue gave.</summary>
    public long LastSequence() =>
        store.Read("SELECT last_sequence FROM queues WHERE name = $0", queue, row => row.GetInt64(0)).SingleOrDefault();

    /// <summary>All messages in the order of their numbers.</summary>
    /// <param name="timeToLive">How long a message lives in the queue.</param>
    public IEnumerable<QueuedMessage> Messages(Func<MessageContent, TimeSpan?> timeToLive)
    {
        const string Sql = """
            SELECT content, sequence, enqueue_sequence, state, delivery_count, enqueued_at, dead_letter_source
            FROM messages WHERE queue = $0 ORDER BY sequence
            """;
        return store.Read(
            Sql,
            queue,
            row =>
            {
                var content = MessageContent.Parse(row.GetFieldValue<byte[]>(0));
                return new QueuedMessage(row.GetInt64(1), content, Moment(row.GetInt64(5)), timeToLive(content))
                {
                    EnqueueSequence = row.GetInt64(2),
                    State = (MessageState)row.GetInt32(3),
                    DeliveryCount = row.GetInt32(4),
                    DeadLetterSource = row.IsDBNull(6) ? null : row.GetString(6),
                };
            }
        );
    }

    public IEnumerable<(string Id, byte[] State, DateTimeOffset ChangedAt)> Sessions() =>
        store.Read(
            "SELECT id, state, changed_at FROM sessions WHERE queue = $0",
            queue,
            row => (row.GetString(0), row.GetFieldValue<byte[]>(1), Moment(row.GetInt64(2)))
        );

    /// <summary>The message ids that were seen, oldest first.</summary>
    public IEnumerable<(string MessageId, DateTimeOffset SeenAt)> Duplicates() =>
        store.Read(
            "SELECT message_id, seen_at FROM duplicates WHERE queue = $0 ORDER BY seen_at",
            queue,
            row => (row.GetString(0), Moment(row.GetInt64(1)))
        );

    public StoreWrite Added(QueuedMessage message) =>
        new(
            """
            INSERT INTO messages (queue, sequence, enqueue_sequence, state, delivery_count, enqueued_at, dead_letter_source, content)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7)
            """,
            queue,
            message.Sequence,
            message.EnqueueSequence,
            (int)message.State,
            message.DeliveryCount,
            message.EnqueuedAt.UtcTicks,
            message.DeadLetterSource,
            message.Content.Encode()
        );

    public StoreWrite Changed(QueuedMessage message) =>
        new(
            "UPDATE messages SET state = $2, delivery_count = $3, content = $4 WHERE queue = $0 AND sequence = $1",
            queue,
            message.Sequence,
            (int)message.State,
            message.DeliveryCount,
            message.Content.Encode()
        );

    public StoreWrite Removed(QueuedMessage message) =>
        new("DELETE FROM messages WHERE queue = $0 AND sequence = $1", queue, message.Sequence);

    public StoreWrite Changed(Session session) =>
        session.State is null
            ? new StoreWrite("DELETE FROM sessions WHERE queue = $0 AND id = $1", queue, session.Id)
            : new StoreWrite(
                "INSERT OR REPLACE INTO sessions VALUES ($0, $1, $2, $3)",
                queue,
                session.Id,
                session.State,
                session.StateChangedAt.UtcTicks
            );

    public StoreWrite Seen(string messageId, DateTimeOffset at) =>
        new("INSERT OR REPLACE INTO duplicates VALUES ($0, $1, $2)", queue, messageId, at.UtcTicks);

    public StoreWrite ForgottenUntil(DateTimeOffset moment) =>
        new("DELETE FROM duplicates WHERE queue = $0 AND seen_at <= $1", queue, moment.UtcTicks);

    private static DateTimeOffset Moment(long ticks) => new(ticks, TimeSpan.Zero);
}

/// <summary>One change of what is kept. It holds no live object, so that it means the same whenever it is written.</summary>
/// <param name="Sql">A statement.</param>
/// <param name="Values">What stands in it for $0, $1 and so on.</param>
internal sealed record StoreWrite(string Sql, params object?[] Values);
