using Microsoft.Data.Sqlite;

namespace Dropship.ServiceBus.Storage;

/// <summary>The statements of the store, prepared once.</summary>
internal sealed class StoreCommands : IDisposable
{
    /// <summary>How the file is used. Each is a command of its own, for they give rows, behind which errors go unseen.</summary>
    public static readonly string[] Modes = ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"];

    /// <summary>Makes what is missing. It writes in any case, and so fails when another process has the file.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, last_sequence INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS messages (
            queue TEXT NOT NULL, sequence INTEGER NOT NULL, enqueue_sequence INTEGER NOT NULL, state INTEGER NOT NULL, delivery_count INTEGER NOT NULL,
            enqueued_at INTEGER NOT NULL, scheduled_for INTEGER, dead_letter_source TEXT, content BLOB NOT NULL, PRIMARY KEY (queue, sequence));
        CREATE TABLE IF NOT EXISTS sessions (
            queue TEXT NOT NULL, id TEXT NOT NULL, state BLOB NOT NULL, changed_at INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS duplicates (
            queue TEXT NOT NULL, message_id TEXT NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (queue, message_id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS duplicates_by_age ON duplicates (queue, seen_at);
        PRAGMA user_version = 1;
        """;

    public const string Messages = """
        SELECT queue, sequence, enqueue_sequence, state, delivery_count, enqueued_at, scheduled_for, dead_letter_source, content
        FROM messages ORDER BY queue, sequence
        """;

    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];
    private readonly SqliteCommand _addMessage;
    private readonly SqliteCommand _changeMessage;
    private readonly SqliteCommand _removeMessage;
    private readonly SqliteCommand _setSession;
    private readonly SqliteCommand _removeSession;
    private readonly SqliteCommand _addDuplicate;
    private readonly SqliteCommand _forgetDuplicates;
    private readonly SqliteCommand _setLastSequence;

    public StoreCommands(SqliteConnection connection)
    {
        _connection = connection;
        _addMessage = Prepare("""
            INSERT INTO messages (queue, sequence, enqueue_sequence, state, delivery_count, enqueued_at, scheduled_for, dead_letter_source, content)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)
            """, 9);
        _changeMessage = Prepare("UPDATE messages SET state = $2, delivery_count = $3, content = coalesce($4, content) WHERE queue = $0 AND sequence = $1", 5);
        _removeMessage = Prepare("DELETE FROM messages WHERE queue = $0 AND sequence = $1", 2);
        _setSession = Prepare("INSERT OR REPLACE INTO sessions (queue, id, state, changed_at) VALUES ($0, $1, $2, $3)", 4);
        _removeSession = Prepare("DELETE FROM sessions WHERE queue = $0 AND id = $1", 2);
        _addDuplicate = Prepare("INSERT OR REPLACE INTO duplicates (queue, message_id, seen_at) VALUES ($0, $1, $2)", 3);
        _forgetDuplicates = Prepare("DELETE FROM duplicates WHERE queue = $0 AND seen_at <= $1", 2);
        _setLastSequence = Prepare("INSERT OR REPLACE INTO queues (name, last_sequence) VALUES ($0, $1)", 2);
    }

    /// <summary>Makes all changes or none.</summary>
    public void Commit(IEnumerable<StoreWrite> writes)
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        using var transaction = _connection.BeginTransaction();
        foreach (var write in writes)
        {
            Apply(write, transaction);
            if (write is StoreWrite.AddMessage { Message: var message })
            {
                last[message.Queue] = Math.Max(message.Sequence, last.GetValueOrDefault(message.Queue));
            }
        }

        foreach (var (queue, sequence) in last)
        {
            Run(_setLastSequence, transaction, queue, sequence);
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var command in _all)
        {
            command.Dispose();
        }
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private void Apply(StoreWrite write, SqliteTransaction transaction)
    {
        switch (write)
        {
            case StoreWrite.AddMessage { Message: var m }:
                Run(
                    _addMessage, transaction, m.Queue, m.Sequence, m.EnqueueSequence, m.State, m.DeliveryCount,
                    m.EnqueuedAt.UtcTicks, m.ScheduledFor?.UtcTicks, m.DeadLetterSource, m.Content.ToArray());
                break;
            case StoreWrite.ChangeMessage m:
                Run(_changeMessage, transaction, m.Queue, m.Sequence, m.State, m.DeliveryCount, m.Content?.ToArray());
                break;
            case StoreWrite.RemoveMessage m:
                Run(_removeMessage, transaction, m.Queue, m.Sequence);
                break;
            case StoreWrite.SetSession { State: null } s:
                Run(_removeSession, transaction, s.Queue, s.Id);
                break;
            case StoreWrite.SetSession s:
                Run(_setSession, transaction, s.Queue, s.Id, s.State, s.ChangedAt.UtcTicks);
                break;
            case StoreWrite.AddDuplicate { Duplicate: var d }:
                Run(_addDuplicate, transaction, d.Queue, d.MessageId, d.SeenAt.UtcTicks);
                break;
            case StoreWrite.ForgetDuplicates f:
                Run(_forgetDuplicates, transaction, f.Queue, f.SeenUntil.UtcTicks);
                break;
        }
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        _all.Add(command);
        return command;
    }
}
