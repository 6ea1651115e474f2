namespace Dropship.Simulation.Engine;

/// <summary>What happened last, for the report of a failure, and a digest of all that happened, for the proof that a seed
/// replays.</summary>
/// <param name="isKept">Whether what happened is kept, which takes room and time; the digest is made in any case.</param>
internal sealed class Trace(bool isKept)
{
    private const int Kept = 20_000;

    private readonly Queue<Entry> _last = [];

    public ulong Digest { get; private set; } = 14695981039346656037;

    public void Note(DateTimeOffset at, string who, string what, string subject, string outcome)
    {
        Add((ulong)at.UtcTicks);
        Add(who);
        Add(what);
        Add(subject);
        Add(outcome);
        if (!isKept)
        {
            return;
        }

        if (_last.Count == Kept)
        {
            _last.Dequeue();
        }

        _last.Enqueue(new Entry(at, who, what, subject, outcome));
    }

    /// <summary>The last entries that name one of some things; of all entries when none are given.</summary>
    public IEnumerable<string> Tell(IReadOnlyList<string> names, int most)
    {
        var chosen = _last
            .Where(entry =>
                names.Count == 0
                || names.Any(name =>
                    entry.Subject.Contains(name, StringComparison.Ordinal) || entry.Who.Contains(name, StringComparison.Ordinal)
                )
            )
            .ToList();
        return chosen.Skip(Math.Max(0, chosen.Count - most)).Select(entry => entry.ToString());
    }

    private void Add(ulong number) => Digest = (Digest ^ number) * 1099511628211;

    private void Add(string text)
    {
        foreach (var character in text)
        {
            Digest = (Digest ^ character) * 1099511628211;
        }
    }

    private readonly record struct Entry(DateTimeOffset At, string Who, string What, string Subject, string Outcome)
    {
        public override string ToString() =>
            FormattableString.Invariant(
                $"{At:MM-dd HH:mm:ss.fff}  {Who,-34} {What,-22} {Subject} {(Outcome.Length == 0 ? string.Empty : "→ " + Outcome)}"
            );
    }
}
