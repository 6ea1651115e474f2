using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// One process owns a hub. The row says which and is renewed while it lives. An owner whose process is dead on this very
/// machine is succeeded at once; any other one when its row has not changed for the length of a lease.
/// </summary>
internal sealed class HubLease(TableClient table, TimeSpan duration, TimeProvider time)
{
    private const string Partition = "lease";
    private const string RowKey = "owner";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private readonly string _owner = Guid.NewGuid().ToString("N");
    private ETag _etag;

    /// <summary>Waits until the hub is ours.</summary>
    /// <param name="onWait">Told once, with the owner's description, when there is somebody to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AcquireAsync(Action<string> onWait, CancellationToken cancellationToken)
    {
        ETag seen = default;
        var seenAt = time.GetTimestamp();
        var told = false;
        while (!await TryTakeAsync(row => row.ETag == seen && time.GetElapsedTime(seenAt) >= duration, Look, cancellationToken))
        {
            await Task.Delay(s_look, time, cancellationToken);
        }

        void Look(TableEntity row)
        {
            if (!told)
            {
                told = true;
                onWait(string.Create(CultureInfo.InvariantCulture, $"process {row.GetInt32("Process")} on {row.GetString("Machine")}"));
            }

            if (row.ETag != seen)
            {
                seen = row.ETag;
                seenAt = time.GetTimestamp();
            }
        }
    }

    /// <summary>Says that the owner lives.</summary>
    /// <returns>False when somebody else has taken the hub.</returns>
    /// <exception cref="RequestFailedException">The store did not answer; the lease is still ours until it is over.</exception>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await table.UpdateEntityAsync(Row(), _etag, TableUpdateMode.Replace, cancellationToken);
            _etag = response.Headers.ETag ?? default;
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // A renewal whose answer was lost was ours all the same.
            var stored = await table.GetEntityIfExistsAsync<TableEntity>(Partition, RowKey, cancellationToken: cancellationToken);
            if (!stored.HasValue || stored.Value!.GetString("Owner") != _owner)
            {
                return false;
            }

            _etag = stored.Value.ETag;
            return true;
        }
    }

    /// <summary>Leaves the hub to whoever wants it.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(Partition, RowKey, _etag, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            // Somebody else's by now.
        }
    }

    private async Task<bool> TryTakeAsync(Func<TableEntity, bool> isOver, Action<TableEntity> look, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await table.GetEntityIfExistsAsync<TableEntity>(Partition, RowKey, cancellationToken: cancellationToken);
            if (!stored.HasValue)
            {
                _etag = (await table.AddEntityAsync(Row(), cancellationToken)).Headers.ETag ?? default;
                return true;
            }

            var row = stored.Value!;
            if (row.GetString("Owner") == _owner)
            {
                _etag = row.ETag;
                return true;
            }

            if (!IsDead(row) && !isOver(row))
            {
                look(row);
                return false;
            }

            _etag = (await table.UpdateEntityAsync(Row(), row.ETag, TableUpdateMode.Replace, cancellationToken)).Headers.ETag ?? default;
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            // Somebody was quicker.
            return false;
        }
    }

    private TableEntity Row()
    {
        using var self = Process.GetCurrentProcess();
        return new TableEntity(Partition, RowKey)
        {
            ["Owner"] = _owner,
            ["Machine"] = Environment.MachineName,
            ["Process"] = Environment.ProcessId,
            ["ProcessStart"] = StartOf(self),
            ["Heartbeat"] = time.GetUtcNow(),
        };
    }

    private static bool IsDead(TableEntity row)
    {
        if (row.GetString("Machine") != Environment.MachineName || row.GetInt32("Process") is not { } id)
        {
            return false;
        }

        try
        {
            // Numbers of processes are used again; the time of the start is not.
            using var process = Process.GetProcessById(id);
            return StartOf(process) != row.GetInt64("ProcessStart");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return exception is not Win32Exception;
        }
    }

    private static long StartOf(Process process) => new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
}
