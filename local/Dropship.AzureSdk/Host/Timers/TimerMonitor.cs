using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Host.Timers;

/// <summary>When each timer ran last and is due next, kept with the host.</summary>
internal sealed class TimerMonitor(HostIdentity identity)
{
    private string Partition => identity.Partition("timers");

    /// <summary>What is known of a function's timer; null when it never was watched.</summary>
    public async Task<ScheduleStatus?> ReadAsync(string function, CancellationToken cancellationToken)
    {
        var table = await identity.TableAsync(cancellationToken);
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, function, cancellationToken: cancellationToken);
        return row.HasValue
            ? new ScheduleStatus
            {
                Last = row.Value!.GetDateTime(nameof(ScheduleStatus.Last)) ?? default,
                Next = row.Value.GetDateTime(nameof(ScheduleStatus.Next)) ?? default,
                LastUpdated = row.Value.GetDateTime(nameof(ScheduleStatus.LastUpdated)) ?? default,
            }
            : null;
    }

    public async Task WriteAsync(string function, ScheduleStatus status, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, function)
        {
            [nameof(ScheduleStatus.Next)] = status.Next,
            [nameof(ScheduleStatus.LastUpdated)] = status.LastUpdated,
        };
        if (status.Last != default)
        {
            row[nameof(ScheduleStatus.Last)] = status.Last;
        }

        var table = await identity.TableAsync(cancellationToken);
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }
}
