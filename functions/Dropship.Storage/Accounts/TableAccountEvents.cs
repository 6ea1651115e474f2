using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Accounts;

/// <summary>The histories of the accounts: one partition for each account, its rows in the order of their times.</summary>
internal sealed class TableAccountEvents(TableServiceClient service) : IAccountEvents
{
    private readonly TableClient _rows = service.GetTableClient(TableNames.AccountEvents);

    public async Task AddAsync(string account, IReadOnlyList<AccountEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var partition = TableKeys.Escape(account);
        var tick = events[0].At.UtcTicks;
        while (!await TryAddAsync(partition, tick, events, cancellationToken))
        {
            tick++;
        }

        var all = await _rows
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition}"),
                select: ["PartitionKey", "RowKey"],
                cancellationToken: cancellationToken
            )
            .ToListAsync(cancellationToken);
        foreach (var oldest in all.SkipLast(IAccountEvents.Most).Chunk(100))
        {
            await _rows.RemoveAsync(oldest, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<AccountEvent>> ReadAsync(string account, CancellationToken cancellationToken)
    {
        var events = new List<AccountEvent>();
        await foreach (
            var row in _rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Escape(account)}"),
                cancellationToken: cancellationToken
            )
        )
        {
            events.Add(Documents.Read<AccountEvent>(row));
        }

        return events;
    }

    /// <returns>False when other rows have that place.</returns>
    private async Task<bool> TryAddAsync(
        string partition,
        long tick,
        IReadOnlyList<AccountEvent> events,
        CancellationToken cancellationToken
    )
    {
        var actions = events.Select(
            (one, place) =>
            {
                var row = new TableEntity(partition, string.Create(CultureInfo.InvariantCulture, $"{tick:D19}-{place:D2}"));
                Documents.Write(row, one);
                return new TableTransactionAction(TableTransactionActionType.Add, row);
            }
        );
        try
        {
            await _rows.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            return false;
        }
    }
}
