using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Dropship.LoadTest;

/// <summary>Measures how many operations of each kind, and of all kinds at once, the emulator serves a second when nothing else is going
/// on.</summary>
internal sealed class RawAzurite(string connection)
{
    private const int Hands = 16;
    private const int Rows = 500;

    // In a mix, so many rows and messages lie ready to be deleted, since what makes new ones comes by chance a little later.
    private const int ReadyRows = 500;
    private const int ReadyMessages = 200;
    private const int MostReceived = 32;

    private static readonly TimeSpan s_each = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_mixed = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_hidden = TimeSpan.FromMinutes(5);

    // As long as an order's row and as what one save tells.
    private static readonly string s_large = new('x', 5_000);
    private static readonly string s_small = new('x', 700);

    private readonly TableClient _table = new TableServiceClient(connection).GetTableClient("Measured");
    private readonly QueueClient _queue = new QueueServiceClient(connection).GetQueueClient("raw");

    /// <returns>Operations a second by kind, as <see cref="RequestCounter"/> names them.</returns>
    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(Rows, cancellationToken);
        var insert = await RateAsync(s_each, (number, token) => InsertAsync(Rows + number, token), cancellationToken);
        var read = await RateAsync(s_each, ReadAsync, cancellationToken);
        var write = await RateAsync(s_each, WriteAsync, cancellationToken);
        var transaction = await RateAsync(s_each, TransactAsync, cancellationToken);
        var query = await RateAsync(s_each, QueryAsync, cancellationToken);
        var delete = await RateAsync(s_each, (number, token) => DeleteAsync(Rows + number, token), cancellationToken);

        // A queue that is kept short, as those of the app are: each message is sent, received and deleted.
        var messages =
            3
            * await RateAsync(
                s_each,
                async (_, token) =>
                {
                    await SendAsync(token);
                    foreach (var message in (await _queue.ReceiveMessagesAsync(1, s_hidden, token)).Value)
                    {
                        await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, token);
                    }
                },
                cancellationToken
            );
        await EndAsync(cancellationToken);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["table insert"] = insert,
            ["table read"] = read,
            ["table write"] = write,
            ["table transaction"] = transaction,
            ["table query"] = query,
            ["table delete"] = delete,
            ["queue send"] = messages,
            ["queue receive"] = messages,
            ["queue update"] = messages,
            ["queue delete"] = messages,
            ["blob"] = read,
        };
    }

    /// <param name="counted">How many operations of each kind were counted. They come shuffled, in these shares.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Operations a second, of all kinds together; not a number when none were counted.</returns>
    public async Task<double> MeasureMixedAsync(IReadOnlyDictionary<string, long> counted, CancellationToken cancellationToken)
    {
        var kinds = counted.SelectMany(kind => Enumerable.Repeat(kind.Key, (int)kind.Value)).ToArray();
        if (kinds.Length == 0)
        {
            return double.NaN;
        }

        Random.Shared.Shuffle(kinds);
        await BeginAsync(Rows + ReadyRows, cancellationToken);
        var received = new ConcurrentQueue<QueueMessage>();
        for (var number = 0; number < ReadyMessages; number++)
        {
            await SendAsync(cancellationToken);
        }

        while (received.Count < ReadyMessages)
        {
            await ReceiveAsync(cancellationToken);
        }

        var inserted = Rows + ReadyRows - 1;
        var deleted = Rows - 1;
        var rate = await RateAsync(
            s_mixed,
            (number, token) =>
                kinds[number % kinds.Length] switch
                {
                    "table insert" => InsertAsync(Interlocked.Increment(ref inserted), token),
                    "table write" => WriteAsync(number, token),
                    "table transaction" => TransactAsync(number, token),
                    "table query" => QueryAsync(number, token),
                    "table delete" => DeleteAsync(Interlocked.Increment(ref deleted), token),
                    "queue send" => SendAsync(token),
                    "queue delete" when received.TryDequeue(out var message) => _queue.DeleteMessageAsync(
                        message.MessageId,
                        message.PopReceipt,
                        token
                    ),
                    "queue delete" or "queue receive" or "queue update" => ReceiveAsync(token),
                    _ => ReadAsync(number, token),
                },
            cancellationToken
        );
        await EndAsync(cancellationToken);
        return rate;

        async Task ReceiveAsync(CancellationToken token)
        {
            foreach (var message in (await _queue.ReceiveMessagesAsync(MostReceived, s_hidden, token)).Value)
            {
                received.Enqueue(message);
            }
        }
    }

    private static async Task<double> RateAsync(
        TimeSpan duration,
        Func<int, CancellationToken, Task> operation,
        CancellationToken cancellationToken
    )
    {
        var number = -1;
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, Hands)
                .Select(async _ =>
                {
                    while (Stopwatch.GetElapsedTime(begin) < duration)
                    {
                        await operation(Interlocked.Increment(ref number), cancellationToken);
                    }
                })
        );
        return number / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private async Task BeginAsync(int rows, CancellationToken cancellationToken)
    {
        await _table.CreateIfNotExistsAsync(cancellationToken);
        await _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        for (var number = 0; number < rows; number++)
        {
            await _table.UpsertEntityAsync(Row(number, s_large), TableUpdateMode.Replace, cancellationToken);
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await _table.DeleteAsync(cancellationToken);
        await _queue.DeleteAsync(cancellationToken);
    }

    private Task<Response> InsertAsync(int number, CancellationToken cancellationToken) =>
        _table.AddEntityAsync(Row(number, s_large), cancellationToken);

    private Task ReadAsync(int number, CancellationToken cancellationToken) =>
        _table.GetEntityAsync<TableEntity>(Key(number % Rows), Key(number % Rows), cancellationToken: cancellationToken);

    private Task WriteAsync(int number, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(Row(number % Rows, s_large), TableUpdateMode.Replace, cancellationToken);

    private Task TransactAsync(int number, CancellationToken cancellationToken) =>
        _table.SubmitTransactionAsync(
            [
                new TableTransactionAction(
                    TableTransactionActionType.UpsertMerge,
                    new TableEntity(Key(number % Rows), $"t-{Key(number % Rows)}")
                    {
                        [string.Create(CultureInfo.InvariantCulture, $"D{number / Rows}")] = s_small,
                    }
                ),
                new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row(number % Rows, s_large), ETag.All),
            ],
            cancellationToken
        );

    private async Task QueryAsync(int number, CancellationToken cancellationToken) =>
        await _table
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Key(number % Rows)}"),
                10,
                ["PartitionKey"],
                cancellationToken
            )
            .AsPages()
            .GetAsyncEnumerator(cancellationToken)
            .MoveNextAsync();

    private Task<Response> DeleteAsync(int number, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(Key(number), Key(number), ETag.All, cancellationToken);

    private Task<Response<SendReceipt>> SendAsync(CancellationToken cancellationToken) =>
        _queue.SendMessageAsync("demo-store|6100000000000", cancellationToken);

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"k{number:D8}");

    private static TableEntity Row(int number, string content) => new(Key(number), Key(number)) { ["D"] = content };
}
