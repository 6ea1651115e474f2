using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Operations;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Operations;

/// <summary>Open alerts by their key, closed ones by the month they were closed in.</summary>
internal sealed class TableAlerts(TableServiceClient service, IWorkQueues queues, TimeProvider time) : IAlerts
{
    private const string Open = "open";

    private readonly TableClient _alerts = service.GetTableClient(TableNames.Alerts);

    public async Task RaiseAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Open, TableKeys.Escape(notice.Key));
        Documents.Write(row, new Alert { Notice = notice, RaisedAt = time.GetUtcNow() });
        try
        {
            await _alerts.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            if (await FindAsync(notice.Key, cancellationToken) is not { MailedAt: null })
            {
                return;
            }
        }

        await queues.SendAlertAsync(notice.Key, null, cancellationToken);
    }

    public async Task ResolveAsync(string key, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is not { } alert)
        {
            return;
        }

        var now = time.GetUtcNow();
        var closed = new TableEntity(now.UtcDateTime.ToString("'closed-'yyyy-MM", CultureInfo.InvariantCulture), TableKeys.Escape(string.Create(CultureInfo.InvariantCulture, $"{alert.RaisedAt.ToUnixTimeMilliseconds()} {key}")));
        Documents.Write(closed, alert with { ResolvedAt = now, Version = null });
        await _alerts.UpsertEntityAsync(closed, TableUpdateMode.Replace, cancellationToken);
        await _alerts.DeleteEntityAsync(Open, TableKeys.Escape(key), ETag.All, cancellationToken);
    }

    public async Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken)
    {
        var alerts = new List<Alert>();
        await foreach (var row in _alerts.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Open}"), cancellationToken: cancellationToken))
        {
            alerts.Add(Read(row));
        }

        return alerts;
    }

    public async Task<Alert?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var row = await _alerts.GetEntityIfExistsAsync<TableEntity>(Open, TableKeys.Escape(key), cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    public async Task MarkMailedAsync(Alert alert, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Open, TableKeys.Escape(alert.Notice.Key));
        Documents.Write(row, alert with { MailedAt = time.GetUtcNow(), Version = null });
        try
        {
            await _alerts.UpdateEntityAsync(row, new ETag(alert.Version!), TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // Closed meanwhile; the mail told of something that is over.
        }
    }

    private static Alert Read(TableEntity row) => Documents.Read<Alert>(row) with { Version = row.ETag.ToString() };
}
