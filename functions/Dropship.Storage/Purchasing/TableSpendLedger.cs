using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Purchasing;

/// <summary>
/// One partition for each scope and day: a row with the sum and a row for each entry. Both change in one transaction under the sum's ETag,
/// so that writers at the same moment cannot go over the limit together, and a repeat finds its entry.
/// </summary>
internal sealed class TableSpendLedger(TableServiceClient service) : ISpendLedger
{
    private const string SumRow = "sum";
    private const string Fen = "Fen";
    private const int Tries = 200;

    private readonly TableClient _table = service.GetTableClient(TableNames.Spending);

    public Task<bool> TryReserveAsync(
        SpendAccount account,
        string entry,
        Money amount,
        Money? limit,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            account,
            entry,
            (sum, counted) =>
            {
                if (counted is not null)
                {
                    return (true, null);
                }

                var more = checked(sum + FenOf(amount));
                return limit is { } most && more > FenOf(most)
                    ? (false, null)
                    : (
                        true,
                        new Change(
                            more,
                            new TableTransactionAction(TableTransactionActionType.Add, RowOf(account, EntryRow(entry), FenOf(amount)))
                        )
                    );
            },
            cancellationToken
        );

    public Task GiveBackAsync(SpendAccount account, string entry, CancellationToken cancellationToken) =>
        ChangeAsync(
            account,
            entry,
            (sum, counted) =>
                (
                    true,
                    counted is null
                        ? null
                        : new Change(
                            sum - counted.GetInt64(Fen)!.Value,
                            new TableTransactionAction(TableTransactionActionType.Delete, counted, counted.ETag)
                        )
                ),
            cancellationToken
        );

    // A partition's name begins with its day, so the earlier days are one range.
    public IAsyncEnumerable<int> RemoveBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
        _table.RemoveAsync(TableClient.CreateQueryFilter($"PartitionKey lt {DayOf(day)}"), cancellationToken);

    private async Task<bool> ChangeAsync(
        SpendAccount account,
        string entry,
        Func<long, TableEntity?, (bool Answer, Change? Change)> decide,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            // The sum first: whoever changes it between the two reads makes the transaction below fail.
            var sum = await ReadAsync(account, SumRow, cancellationToken);
            var (answer, change) = decide(sum?.GetInt64(Fen) ?? 0, await ReadAsync(account, EntryRow(entry), cancellationToken));
            if (change is null)
            {
                return answer;
            }

            var newSum = RowOf(account, SumRow, change.Sum);
            TableTransactionAction[] actions =
            [
                sum is null
                    ? new TableTransactionAction(TableTransactionActionType.Add, newSum)
                    : new TableTransactionAction(TableTransactionActionType.UpdateReplace, newSum, sum.ETag),
                change.Entry,
            ];
            try
            {
                await _table.SubmitTransactionAsync(actions, cancellationToken);
                return answer;
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
            {
                // Another writer was faster; look at what the sum is now.
            }
        }

        throw new InvalidOperationException($"The sum of {account.Scope} is changed by others again and again.");
    }

    private async Task<TableEntity?> ReadAsync(SpendAccount account, string row, CancellationToken cancellationToken)
    {
        var read = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(account), row, cancellationToken: cancellationToken);
        return read.HasValue ? read.Value : null;
    }

    private static TableEntity RowOf(SpendAccount account, string row, long fen) => new(PartitionOf(account), row) { [Fen] = fen };

    private static string PartitionOf(SpendAccount account) => $"{DayOf(account.Day)} {TableKeys.Escape(account.Scope)}";

    private static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string EntryRow(string entry) => $"e-{TableKeys.Escape(entry)}";

    private static long FenOf(Money amount) =>
        amount.Currency == Currencies.Cny ? amount.Minor : throw new InvalidOperationException($"Limits are in yuan, and {amount} is not.");

    private sealed record Change(long Sum, TableTransactionAction Entry);
}
