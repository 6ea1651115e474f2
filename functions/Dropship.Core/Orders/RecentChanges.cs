namespace Dropship.Core.Orders;

/// <summary>
/// The newest changes that this instance of the app has taken in. It only saves work: what is not in here is looked up in the tables, and
/// another instance knows nothing of it.
/// </summary>
public sealed class RecentChanges
{
    private const int Capacity = 20_000;

    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _changes = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = [];

    /// <summary>
    /// Notes what a reading showed. Services tell times to the second: while that second may not be over, another change can follow that
    /// bears the same time, and only what is older counts as seen.
    /// </summary>
    public void NoteRead(string subject, DateTimeOffset changedAt, DateTimeOffset now) =>
        Note(subject, now - changedAt < s_settled ? changedAt - s_settled : changedAt);

    /// <summary>Whether no further change with the same time can follow.</summary>
    public static bool IsSettled(DateTimeOffset changedAt, DateTimeOffset now) => now - changedAt >= s_settled;

    /// <summary>Marks all changes up to this one as handled.</summary>
    public void Note(string subject, DateTimeOffset changedAt)
    {
        lock (_gate)
        {
            if (_changes.TryGetValue(subject, out var known))
            {
                _changes[subject] = known > changedAt ? known : changedAt;
                return;
            }

            if (_oldest.Count == Capacity)
            {
                _changes.Remove(_oldest.Dequeue());
            }

            _oldest.Enqueue(subject);
            _changes[subject] = changedAt;
        }
    }

    /// <summary>Notes a change, unless it or a later one is noted.</summary>
    /// <returns>False when it was noted before.</returns>
    public bool TryNote(string subject, DateTimeOffset changedAt)
    {
        lock (_gate)
        {
            if (Has(subject, changedAt))
            {
                return false;
            }

            Note(subject, changedAt);
            return true;
        }
    }

    /// <summary>Takes a note back.</summary>
    public void Forget(string subject)
    {
        lock (_gate)
        {
            _changes[subject] = DateTimeOffset.MinValue;
        }
    }

    /// <summary>Whether this change or a later one is known to be handled.</summary>
    public bool Has(string subject, DateTimeOffset changedAt)
    {
        lock (_gate)
        {
            return _changes.TryGetValue(subject, out var known) && known >= changedAt;
        }
    }
}
