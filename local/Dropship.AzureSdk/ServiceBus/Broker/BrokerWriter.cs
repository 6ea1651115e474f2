using System.Threading.Channels;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>
/// Writes one queue's rows in the order asked. What is asked while a transaction is under way goes together into the next:
/// the busier a queue, the fewer transactions a message costs.
/// </summary>
internal sealed class BrokerWriter : IAsyncDisposable
{
    private const int MostActions = 100;
    private const int MostBytes = 3 * 1024 * 1024;

    private readonly TableClient _table;
    private readonly BrokerLease _lease;
    private readonly string _queue;
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;

    public BrokerWriter(TableClient table, BrokerLease lease, string queue)
    {
        _table = table;
        _lease = lease;
        _queue = queue;
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    /// <summary>Writes all of the actions or none. Every action can be done twice with the same result.</summary>
    /// <param name="actions">At most 100, on different rows of the queue's partition.</param>
    /// <param name="bytes">About how much they carry.</param>
    /// <param name="written">Called when they are written, before the task ends, in the order of the requests.</param>
    /// <exception cref="ServiceBusException">They could not be written, or the broker is closed or belongs to another process by now.</exception>
    public Task WriteAsync(IReadOnlyList<TableTransactionAction> actions, int bytes, Action written)
    {
        var request = new Request([.. actions], bytes, written);
        return _requests.Writer.TryWrite(request)
            ? request.Done.Task
            : throw new ServiceBusException("The local Service Bus broker is closed.", ServiceBusFailureReason.ServiceCommunicationProblem, _queue);
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _loop;
    }

    private async Task LoopAsync()
    {
        var group = new List<Request>();
        var rows = new HashSet<string>(StringComparer.Ordinal);
        while (await _requests.Reader.WaitToReadAsync())
        {
            group.Clear();
            rows.Clear();
            var bytes = 0;
            while (_requests.Reader.TryPeek(out var next) && Fits(next))
            {
                _requests.Reader.TryRead(out _);
                group.Add(next);
                rows.UnionWith(next.Actions.Select(a => a.Entity.RowKey));
                bytes += next.Bytes;
            }

            await WriteAsync(group);

            bool Fits(Request request) => group.Count == 0
                || (rows.Count + request.Actions.Count <= MostActions
                    && bytes + request.Bytes <= MostBytes
                    && !request.Actions.Exists(a => rows.Contains(a.Entity.RowKey)));
        }
    }

    private async Task WriteAsync(List<Request> group)
    {
        if (group.Count > 1 && await TryAsync([.. group.SelectMany(r => r.Actions)]) is null)
        {
            group.ForEach(Succeed);
            return;
        }

        // Alone each fails for its own fault only.
        foreach (var request in group)
        {
            switch (await TryAsync(request.Actions))
            {
                case null:
                    Succeed(request);
                    break;
                case var exception:
                    request.Done.SetException(new ServiceBusException(
                        "The message's storage could not be written.", ServiceBusFailureReason.ServiceCommunicationProblem, _queue, exception));
                    break;
            }
        }
    }

    private async Task<Exception?> TryAsync(List<TableTransactionAction> actions)
    {
        if (_lease.IsLost)
        {
            return new InvalidOperationException("The local Service Bus broker belongs to another process by now.");
        }

        var left = actions;
        while (left.Count > 0)
        {
            try
            {
                await _table.SubmitTransactionAsync(left, CancellationToken.None);
                return null;
            }
            catch (TableTransactionFailedException exception) when (
                exception is { Status: 404, FailedTransactionActionIndex: { } index }
                && index < left.Count
                && left[index].ActionType is TableTransactionActionType.Delete)
            {
                // Deleted by a try whose answer was lost.
                left = [.. left.Where((_, i) => i != index)];
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
            {
                return exception;
            }
        }

        return null;
    }

    private static void Succeed(Request request)
    {
        request.Written();
        request.Done.SetResult();
    }

    private sealed record Request(List<TableTransactionAction> Actions, int Bytes, Action Written)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
