using DurableTask.Core.History;
using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>
/// Brings events and those who wait for them together, by name without case: unread events queue in order of arrival; of
/// several readers of one name the newest is served first; a reader that was cancelled gets nothing.
/// </summary>
internal sealed class EventInbox(DataConverter converter)
{
    private readonly List<EventRaisedEvent> _unread = [];
    private readonly Dictionary<string, Stack<IReader>> _readers = new(StringComparer.OrdinalIgnoreCase);

    private interface IReader
    {
        Type Type { get; }

        bool IsWaiting { get; }

        void Take(string? payload);
    }

    public IReadOnlyList<EventRaisedEvent> Unread => _unread;

    public bool HasReaders => _readers.Values.Any(stack => stack.Any(reader => reader.IsWaiting));

    /// <exception cref="ArgumentException">Another reader of this name expects another type.</exception>
    public Task<T> ReadAsync<T>(string name, CancellationToken cancellationToken)
    {
        var stack = WaitingFor(name);
        if (stack.TryPeek(out var other) && other.Type != typeof(T))
        {
            throw new ArgumentException($"Events with the same name must have the same type argument. Expected {other.Type.FullName} but was requested {typeof(T).FullName}.", nameof(name));
        }

        var reader = new Reader<T>(converter);
        var index = _unread.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            var raised = _unread[index];
            _unread.RemoveAt(index);
            reader.Take(raised.Input);
            return reader.Task;
        }

        stack.Push(reader);
        cancellationToken.Register(() => reader.Cancel(cancellationToken));
        return reader.Task;
    }

    public void Deliver(EventRaisedEvent raised)
    {
        if (WaitingFor(raised.Name).TryPop(out var reader))
        {
            reader.Take(raised.Input);
        }
        else
        {
            _unread.Add(raised);
        }
    }

    private Stack<IReader> WaitingFor(string name)
    {
        if (!_readers.TryGetValue(name, out var stack))
        {
            _readers[name] = stack = new();
        }

        while (stack.TryPeek(out var top) && !top.IsWaiting)
        {
            stack.Pop();
        }

        return stack;
    }

    private sealed class Reader<T>(DataConverter converter) : IReader
    {
        private readonly TaskCompletionSource<T> _source = new();

        public Task<T> Task => _source.Task;

        public Type Type => typeof(T);

        public bool IsWaiting => !_source.Task.IsCompleted;

        public void Cancel(CancellationToken token) => _source.TrySetCanceled(token);

        public void Take(string? payload)
        {
            T value;
            try
            {
                value = converter.Deserialize<T>(payload)!;
            }
            catch (Exception exception)
            {
                _source.TrySetException(exception);
                return;
            }

            _source.TrySetResult(value);
        }
    }
}
