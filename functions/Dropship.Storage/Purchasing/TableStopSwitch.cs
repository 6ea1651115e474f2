using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Purchasing;

/// <summary>One partition: a row with the state of the switch, and a row for each change.</summary>
internal sealed class TableStopSwitch(TableServiceClient service, TimeProvider time) : IStopSwitch
{
    private const string Partition = "money";
    private const string StateRow = "a-state";
    private const string EventPrefix = "e-";

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(2);

    private readonly TableClient _table = service.GetTableClient(TableNames.StopSwitch);
    private (StopState State, DateTimeOffset ReadAt)? _recent;
    private readonly Lock _gate = new();

    public async Task<StopState> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_recent is { } known && now - known.ReadAt < s_kept)
            {
                return known.State;
            }
        }

        return await LoadAsync(cancellationToken);
    }

    public async Task<StopState> LoadAsync(CancellationToken cancellationToken)
    {
        // The time before the reading: what is kept is never older than it looks.
        var now = time.GetUtcNow();
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, StateRow, cancellationToken: cancellationToken);
        return Keep(
            row.HasValue ? Documents.Read<StopState>(row.Value!) with { Version = row.Value!.ETag.ToString() } : StopState.Untouched,
            now
        );
    }

    public async Task<bool> TrySaveAsync(StopState state, OrderEvent told, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new TableEntity(Partition, StateRow);
        Documents.Write(row, state with { Version = null });
        var history = new TableEntity(Partition, string.Create(CultureInfo.InvariantCulture, $"{EventPrefix}{told.Sequence:D8}"))
        {
            ["What"] = told.What.Code,
        };
        Documents.Write(history, told);
        TableTransactionAction[] actions =
        [
            state.Version is null
                ? new TableTransactionAction(TableTransactionActionType.Add, row)
                : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(state.Version)),
            new TableTransactionAction(TableTransactionActionType.Add, history),
        ];
        try
        {
            var response = await _table.SubmitTransactionAsync(actions, cancellationToken);
            Keep(state with { Version = response.Value[0].Headers.ETag.ToString() }, now);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    public async Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(CancellationToken cancellationToken)
    {
        var events = new List<OrderEvent>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {EventPrefix}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            events.Add(Documents.Read<OrderEvent>(row));
        }

        return events;
    }

    private StopState Keep(StopState state, DateTimeOffset readAt)
    {
        lock (_gate)
        {
            if (_recent is not { } known || known.ReadAt <= readAt)
            {
                _recent = (state, readAt);
            }
        }

        return state;
    }
}
