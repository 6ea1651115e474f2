using System.Diagnostics;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>
/// Whose the broker is: one process at a time, told by a row of the broker's table. A row whose process on this machine is
/// dead counts for nothing; one of another machine counts while its owner renews it.
/// </summary>
internal sealed class BrokerLease : IAsyncDisposable
{
    public const string PartitionKey = "$broker";
    private const string RowKey = "owner";

    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_valid = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly TableClient _table;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private ETag _etag;
    private Task _renewing = Task.CompletedTask;

    private BrokerLease(TableClient table, TimeProvider time, ETag etag)
    {
        _table = table;
        _time = time;
        _etag = etag;
    }

    /// <summary>Whether another process has taken the broker over.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Takes the broker for this process, waiting a while for another that is about to end.</summary>
    /// <exception cref="ServiceBusException">Another process has it and keeps it.</exception>
    public static async Task<BrokerLease> AcquireAsync(TableClient table, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var owner = await table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, RowKey, cancellationToken: cancellationToken);
            if ((!owner.HasValue || IsDead(owner.Value!, time)) && await TryTakeAsync(table, time, owner, cancellationToken) is { } lease)
            {
                lease._renewing = lease.RenewAsync();
                return lease;
            }

            if (time.GetElapsedTime(started) > s_patience)
            {
                throw new ServiceBusException(
                    $"The local Service Bus broker belongs to process {owner.Value?.GetInt32("ProcessId")} on '{owner.Value?.GetString("Machine")}'. One process at a time can run it: stop the other one.",
                    ServiceBusFailureReason.ServiceCommunicationProblem,
                    table.Name);
            }

            await Task.Delay(s_look, time, cancellationToken);
        }
    }

    /// <summary>Gives the broker up, so that the next process need not look for this one.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        if (!IsLost)
        {
            try
            {
                await _table.DeleteEntityAsync(PartitionKey, RowKey, _etag, CancellationToken.None);
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException)
            {
                // Unreachable, or taken over just now: the next process sees for itself that this one is gone.
            }
        }

        _ended.Dispose();
    }

    private static async Task<BrokerLease?> TryTakeAsync(TableClient table, TimeProvider time, NullableResponse<TableEntity> owner, CancellationToken cancellationToken)
    {
        try
        {
            var row = Row(time);
            var written = owner.HasValue
                ? await table.UpdateEntityAsync(row, owner.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                : await table.AddEntityAsync(row, cancellationToken);
            return new BrokerLease(table, time, written.Headers.ETag!.Value);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private static TableEntity Row(TimeProvider time)
    {
        using var process = Process.GetCurrentProcess();
        return new TableEntity(PartitionKey, RowKey)
        {
            ["Machine"] = Environment.MachineName,
            ["ProcessId"] = process.Id,
            ["ProcessStarted"] = StartOf(process),
            ["RenewedAt"] = time.GetUtcNow(),
        };
    }

    private static bool IsDead(TableEntity owner, TimeProvider time)
    {
        if (!string.Equals(owner.GetString("Machine"), Environment.MachineName, StringComparison.Ordinal))
        {
            return time.GetUtcNow() - owner.GetDateTimeOffset("RenewedAt") > s_valid;
        }

        try
        {
            using var process = Process.GetProcessById(owner.GetInt32("ProcessId") ?? -1);
            return process.HasExited || !string.Equals(StartOf(process), owner.GetString("ProcessStarted"), StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // No process has the number, or it ended while it was looked at.
            return true;
        }
    }

    // A number is given again to other processes; the time of the start tells them apart. Ten seconds' steps make up for
    // the rounding that makes two looks at one process differ.
    private static string StartOf(Process process)
    {
        var seconds = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        return ((long)Math.Round(seconds / 10)).ToString(CultureInfo.InvariantCulture);
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_renewal, _time, _ended.Token);
                try
                {
                    var written = await _table.UpdateEntityAsync(Row(_time), _etag, TableUpdateMode.Replace, CancellationToken.None);
                    _etag = written.Headers.ETag!.Value;
                }
                catch (RequestFailedException exception) when (exception.Status is 404 or 412)
                {
                    IsLost = true;
                    return;
                }
                catch (Exception exception) when (exception is RequestFailedException or AggregateException)
                {
                    // Out of reach for the moment: on this machine a living owner keeps the broker all the same.
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Given up.
        }
    }
}
