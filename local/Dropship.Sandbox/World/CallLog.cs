using System.Collections.Concurrent;

namespace Dropship.Sandbox.World;

/// <summary>What was asked of the stand-ins, without tokens, signatures or people. It lives as long as the process.</summary>
internal sealed class CallLog
{
    private const int Kept = 5000;

    private readonly ConcurrentQueue<CallEntry> _entries = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyCollection<CallEntry> Entries => _entries;

    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);

    public void Add(CallEntry entry)
    {
        _counts.AddOrUpdate($"{entry.Target}:{entry.Operation}", 1, (_, count) => count + 1);
        _entries.Enqueue(entry);
        while (_entries.Count > Kept)
        {
            _entries.TryDequeue(out _);
        }
    }
}
