using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Dropship.ServiceBus.Storage;

/// <summary>
/// Keeps all queues in one SQLite file. One task writes; what was asked for while it wrote goes into its next commit. A commit outlives the
/// process, and with a sudden loss of the machine's power the last ones may be lost.
/// </summary>
internal sealed class MessageStore : IDisposable
{
    private const int UnitsPerCommit = 1000;

    // The modes are commands of their own, for they give rows, behind which errors go unseen. The schema makes what is missing.
    // It writes in any case, and so fails when another process has the file.
    private static readonly string[] s_opening =
    [
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        """
            CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, last_sequence INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS messages (
                queue TEXT NOT NULL, sequence INTEGER NOT NULL, enqueue_sequence INTEGER NOT NULL, state INTEGER NOT NULL,
                delivery_count INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, dead_letter_source TEXT, content BLOB NOT NULL,
                PRIMARY KEY (queue, sequence));
            CREATE TRIGGER IF NOT EXISTS last_sequences AFTER INSERT ON messages BEGIN
                INSERT INTO queues VALUES (new.queue, new.sequence)
                ON CONFLICT (name) DO UPDATE SET last_sequence = max(last_sequence, excluded.last_sequence);
            END;
            CREATE TABLE IF NOT EXISTS sessions (
                queue TEXT NOT NULL, id TEXT NOT NULL, state BLOB NOT NULL, changed_at INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS duplicates (
                queue TEXT NOT NULL, message_id TEXT NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (queue, message_id)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS duplicates_by_age ON duplicates (queue, seen_at);
            PRAGMA user_version = 1;
            """,
    ];

    private readonly Channel<Unit> _units = Channel.CreateUnbounded<Unit>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;

    private MessageStore(SqliteConnection connection) => _connection = connection;

    /// <summary>Fails when something could not be written. The queues then hold what is not kept, and the process must end.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    /// <summary>Opens the file, which is made when it is missing, for this process alone.</summary>
    /// <exception cref="ConfigurationException">It cannot be opened.</exception>
    public static MessageStore Open(string path)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 1,
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            connection.Open();
            foreach (var sql in s_opening)
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }

            return new MessageStore(connection);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection.Dispose();
            throw new ConfigurationException([$"The data file '{path}' cannot be opened: {exception.Message}"]);
        }
    }

    /// <summary>Reads rows of a queue, whose name stands for $0.</summary>
    public IEnumerable<T> Read<T>(string sql, string queue, Func<SqliteDataReader, T> map)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$0", queue);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return map(rows);
        }
    }

    /// <summary>Begins to write; everything was read before.</summary>
    public void Start() => Writing = Task.Run(WriteAsync);

    /// <summary>Makes changes, all or none, after those that were asked for before.</summary>
    /// <param name="writes">The changes.</param>
    /// <param name="kept">Called when they are kept, by what writes, in the order of asking.</param>
    /// <returns>Completes after that; never when the emulator ends before.</returns>
    public Task KeepAsync(IReadOnlyList<StoreWrite> writes, Action? kept = null)
    {
        var unit = new Unit(writes, kept, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _units.Writer.TryWrite(unit);
        return unit.Done.Task;
    }

    /// <summary>Writes what was asked for and closes the file.</summary>
    public void Dispose()
    {
        _units.Writer.Complete();
        Task.WaitAny(Writing);
        _connection.Dispose();
    }

    private async Task WriteAsync()
    {
        var units = new List<Unit>();
        while (await _units.Reader.WaitToReadAsync())
        {
            while (units.Count < UnitsPerCommit && _units.Reader.TryRead(out var unit))
            {
                units.Add(unit);
            }

            Commit(units.SelectMany(unit => unit.Writes));
            foreach (var unit in units)
            {
                unit.Kept?.Invoke();
                unit.Done.SetResult();
            }

            units.Clear();
        }
    }

    private void Commit(IEnumerable<StoreWrite> writes)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var write in writes)
        {
            if (!_prepared.TryGetValue(write.Sql, out var command))
            {
                _prepared.Add(write.Sql, command = _connection.CreateCommand());
                command.CommandText = write.Sql;
            }

            command.Transaction = transaction;
            command.Parameters.Clear();
            for (var i = 0; i < write.Values.Length; i++)
            {
                command.Parameters.AddWithValue($"${i}", write.Values[i] ?? DBNull.Value);
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private sealed record Unit(IReadOnlyList<StoreWrite> Writes, Action? Kept, TaskCompletionSource Done);
}
