using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Operations;

/// <summary>Open alerts by their key, closed ones by the month they were closed in.</summary>
internal sealed class TableAlertRows(TableServiceClient service) : IAlertRows
{
    private const string Open = "open";

    private readonly TableClient _alerts = service.GetTableClient(TableNames.Alerts);

    public async Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken)
    {
        try
        {
            await _alerts.AddEntityAsync(Row(Open, alert.Notice.Key.ToString(), alert), cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            return false;
        }
    }

    public async Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken)
    {
        var row = await _alerts.GetEntityIfExistsAsync<TableEntity>(
            Open,
            TableKeys.Escape(key.ToString()),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? Read(row.Value!) : null;
    }

    public async Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken)
    {
        var alerts = new List<Alert>();
        await foreach (
            var row in _alerts.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Open}"),
                cancellationToken: cancellationToken
            )
        )
        {
            alerts.Add(Read(row));
        }

        return alerts;
    }

    public async Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken)
    {
        try
        {
            await _alerts.UpdateEntityAsync(
                Row(Open, alert.Notice.Key.ToString(), alert),
                new ETag(alert.Version!),
                TableUpdateMode.Replace,
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return false;
        }
    }

    public async Task CloseAsync(Alert alert, CancellationToken cancellationToken)
    {
        // Kept with the closed first: in between it is in both, never in neither.
        var month = ClosedIn(DateOnly.FromDateTime(alert.ResolvedAt!.Value.UtcDateTime));
        var key = string.Create(CultureInfo.InvariantCulture, $"{alert.RaisedAt.ToUnixTimeMilliseconds()} {alert.Notice.Key}");
        await _alerts.UpsertEntityAsync(Row(month, key, alert), TableUpdateMode.Replace, cancellationToken);
        await _alerts.DeleteEntityAsync(Open, TableKeys.Escape(alert.Notice.Key.ToString()), ETag.All, cancellationToken);
    }

    public IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
        _alerts.RemoveAsync(
            TableClient.CreateQueryFilter($"PartitionKey ge {ClosedIn(DateOnly.MinValue)} and PartitionKey lt {ClosedIn(day)}"),
            cancellationToken
        );

    private static string ClosedIn(DateOnly day) => day.ToString("'closed-'yyyy-MM", CultureInfo.InvariantCulture);

    private static TableEntity Row(string partition, string key, Alert alert)
    {
        var row = new TableEntity(partition, TableKeys.Escape(key));
        Documents.Write(row, alert with { Version = null });
        return row;
    }

    private static Alert Read(TableEntity row) => Documents.Read<Alert>(row) with { Version = row.ETag.ToString() };
}
