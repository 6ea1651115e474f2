namespace Dropship.ServiceBus.Queues;

/// <summary>The message ids seen lately; the queue's lock guards it.</summary>
internal sealed class DuplicateWindow(TimeSpan length)
{
    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset At)> _order = new();

    // Many ids are forgotten together, for an id that is kept a little longer hurts nobody.
    private readonly TimeSpan _slack = TimeSpan.FromTicks(Math.Min(length.Ticks / 4, TimeSpan.TicksPerMinute));

    public DateTimeOffset NextCleaning => _order.TryPeek(out var first) ? first.At + length + _slack : DateTimeOffset.MaxValue;

    /// <summary>Takes note of an id.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(string id, DateTimeOffset at)
    {
        if (_seen.TryGetValue(id, out var before) && before + length > at)
        {
            return false;
        }

        _seen[id] = at;
        _order.Enqueue((id, at));
        return true;
    }

    /// <summary>Forgets what is too old.</summary>
    /// <returns>Up to which moment all is forgotten.</returns>
    public DateTimeOffset Clean(DateTimeOffset now)
    {
        while (_order.TryPeek(out var first) && first.At + length <= now)
        {
            _order.Dequeue();
            if (_seen.TryGetValue(first.Id, out var last) && last == first.At)
            {
                _seen.Remove(first.Id);
            }
        }

        return now - length;
    }
}
