using Azure.Data.Tables;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>What the engine writes down of an instance in its own table.</summary>
internal static class EngineHistory
{
    private const string HistoryTable = "DropshipHubHistory";

    // The last row, which tells how far the history is written, and of which run it is: rows of an earlier run may lie behind those of this
    // one.
    private const string Sentinel = "sentinel";

    /// <summary>The rows of an instance, first to last, by the names of their columns; none when there is no such instance.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> HistoryAsync(this AppServices services, string instanceId)
    {
        var rows = new List<TableEntity>();
        await foreach (
            var row in services.Table(HistoryTable).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {instanceId}"))
        )
        {
            rows.Add(row);
        }

        var execution = rows.SingleOrDefault(row => row.RowKey == Sentinel)?.GetString("ExecutionId");
        return
        [
            .. rows.Where(row => row.RowKey != Sentinel && row.GetString("ExecutionId") == execution)
                .Select(row => row.ToDictionary(column => column.Key, column => (object?)column.Value, StringComparer.Ordinal)),
        ];
    }
}
