using System.Collections.Concurrent;
using Dropship.ServiceBus.Settings;
using Microsoft.Data.Sqlite;

namespace Dropship.ServiceBus.Storage;

/// <summary>
/// Keeps all queues in one SQLite file. One thread writes; what was asked for while it wrote goes into its next commit. A commit outlives the process, and
/// with a sudden loss of the machine's power the last ones may be lost.
/// </summary>
internal sealed class MessageStore : IDisposable
{
    private const int UnitsPerCommit = 1000;

    private readonly BlockingCollection<Unit> _units = new(new ConcurrentQueue<Unit>());
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteConnection _connection;
    private readonly Thread _writer;
    private bool _isDisposed;

    private MessageStore(SqliteConnection connection)
    {
        _connection = connection;
        _writer = new Thread(Write) { IsBackground = true, Name = "store" };
    }

    /// <summary>Fails when something could not be written. The queues then hold what is not kept, and the process must end.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Opens the file, which is made when it is missing, for this process alone.</summary>
    /// <exception cref="ConfigurationException">It cannot be opened.</exception>
    public static MessageStore Open(string path)
    {
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
            connection.Open();
            foreach (var sql in (string[])[.. StoreCommands.Modes, StoreCommands.Schema])
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }

            return new MessageStore(connection);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw new ConfigurationException([$"The data file '{path}' cannot be opened: {exception.Message}"]);
        }
    }

    /// <summary>The highest number that each queue gave.</summary>
    public IReadOnlyDictionary<string, long> ReadLastSequences() =>
        Read("SELECT name, last_sequence FROM queues", row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))).ToDictionary(StringComparer.Ordinal);

    /// <summary>All messages, each queue's in the order of their numbers.</summary>
    public IEnumerable<StoredMessage> ReadMessages() => Read(StoreCommands.Messages, row => new StoredMessage(
        row.GetString(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetInt32(3),
        row.GetInt32(4),
        new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
        row.IsDBNull(6) ? null : new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero),
        row.IsDBNull(7) ? null : row.GetString(7),
        row.GetFieldValue<byte[]>(8)));

    public IEnumerable<StoredSession> ReadSessions() => Read(
        "SELECT queue, id, state, changed_at FROM sessions",
        row => new StoredSession(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero)));

    /// <summary>All message ids that were seen, oldest first.</summary>
    public IEnumerable<StoredDuplicate> ReadDuplicates() => Read(
        "SELECT queue, message_id, seen_at FROM duplicates ORDER BY seen_at",
        row => new StoredDuplicate(row.GetString(0), row.GetString(1), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero)));

    /// <summary>Begins to write; everything was read before.</summary>
    public void Start() => _writer.Start();

    /// <summary>Asks for changes that are made all or not at all, after those that were asked for before.</summary>
    /// <param name="writes">The changes.</param>
    /// <param name="committed">Called when they are kept, on the writer's thread, in the order of asking.</param>
    public void Enqueue(IReadOnlyList<StoreWrite> writes, Action committed)
    {
        try
        {
            _units.Add(new Unit(writes, committed));
        }
        catch (InvalidOperationException)
        {
            // The emulator ends; who asked for this gets no answer.
        }
    }

    /// <summary>Writes what was asked for and closes the file.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _units.CompleteAdding();
        if (_writer.IsAlive)
        {
            _writer.Join();
        }

        _connection.Dispose();
        _units.Dispose();
    }

    private IEnumerable<T> Read<T>(string sql, Func<SqliteDataReader, T> map)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return map(rows);
        }
    }

    private void Write()
    {
        try
        {
            using var commands = new StoreCommands(_connection);
            var units = new List<Unit>();
            while (_units.TryTake(out var first, Timeout.Infinite))
            {
                units.Add(first);
                while (units.Count < UnitsPerCommit && _units.TryTake(out var next))
                {
                    units.Add(next);
                }

                commands.Commit(units.SelectMany(unit => unit.Writes));
                foreach (var unit in units)
                {
                    unit.Committed();
                }

                units.Clear();
            }
        }
        catch (Exception exception)
        {
            _failed.TrySetException(exception);
        }
    }

    private sealed record Unit(IReadOnlyList<StoreWrite> Writes, Action Committed);
}
