using System.Diagnostics;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Dropship.LoadTest;

/// <summary>Measures how many operations of each kind the emulator serves a second when nothing else is going on.</summary>
internal sealed class RawAzurite(string connection)
{
    private const int Hands = 16;
    private const int Rows = 500;
    private static readonly TimeSpan s_each = TimeSpan.FromSeconds(3);

    // As long as an order's row and as what one save tells.
    private static readonly string s_large = new('x', 5_000);
    private static readonly string s_small = new('x', 700);

    /// <returns>Operations a second by kind, as <see cref="RequestCounter"/> names them.</returns>
    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(CancellationToken cancellationToken)
    {
        var table = new TableServiceClient(connection).GetTableClient("raw");
        await table.CreateIfNotExistsAsync(cancellationToken);
        var queue = new QueueServiceClient(connection).GetQueueClient("raw");
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        for (var number = 0; number < Rows; number++)
        {
            await table.UpsertEntityAsync(Row(number, s_large), TableUpdateMode.Replace, cancellationToken);
        }

        var insert = await RateAsync((number, token) => table.AddEntityAsync(Row(Rows + number, s_large), token), cancellationToken);
        var read = await RateAsync((number, token) => table.GetEntityAsync<TableEntity>(Key(number % Rows), Key(number % Rows), cancellationToken: token), cancellationToken);
        var write = await RateAsync((number, token) => table.UpsertEntityAsync(Row(number % Rows, s_large), TableUpdateMode.Replace, token), cancellationToken);
        var transaction = await RateAsync((number, token) => table.SubmitTransactionAsync(
            [
                new TableTransactionAction(TableTransactionActionType.UpsertMerge, new TableEntity(Key(number % Rows), $"t-{Key(number % Rows)}") { [string.Create(CultureInfo.InvariantCulture, $"D{number / Rows}")] = s_small }),
                new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row(number % Rows, s_large), ETag.All),
            ],
            token), cancellationToken);
        var query = await RateAsync(async (number, token) => await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Key(number % Rows)}"), 10, ["PartitionKey"], token).AsPages().GetAsyncEnumerator(token).MoveNextAsync(), cancellationToken);
        var delete = await RateAsync((number, token) => table.DeleteEntityAsync(Key(Rows + number), Key(Rows + number), ETag.All, token), cancellationToken);

        // A queue that is kept short, as those of the app are: each message is sent, received and deleted.
        var messages = 3 * await RateAsync(async (_, token) =>
        {
            await queue.SendMessageAsync("demo-store|6100000000000", token);
            foreach (var message in (await queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(5), token)).Value)
            {
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, token);
            }
        }, cancellationToken);
        await table.DeleteAsync(cancellationToken);
        await queue.DeleteAsync(cancellationToken);
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

    private static async Task<double> RateAsync(Func<int, CancellationToken, Task> operation, CancellationToken cancellationToken)
    {
        var number = -1;
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(begin) < s_each)
            {
                await operation(Interlocked.Increment(ref number), cancellationToken);
            }
        }));
        return number / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"k{number:D8}");

    private static TableEntity Row(int number, string content) => new(Key(number), Key(number)) { ["D"] = content };
}
