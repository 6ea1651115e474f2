using System.Collections.Concurrent;

namespace Dropship.Sandbox.World;

/// <summary>What was asked of the stand-ins, without tokens, signatures or people. It lives as long as the process.</summary>
internal sealed class CallLog
{
    private const int Kept = 5000;
    private const int KeptWebhookTimes = 20_000;

    private readonly ConcurrentQueue<CallEntry> _entries = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    private readonly ConcurrentQueue<double> _webhookTimes = new();

    private long _requested;
    private long _actual;
    private long _throttled;

    public IReadOnlyCollection<CallEntry> Entries => _entries;

    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);

    /// <summary>What the stores' queries cost in points of their buckets.</summary>
    public QueryCosts Costs => new(Interlocked.Read(ref _requested), Interlocked.Read(ref _actual), Interlocked.Read(ref _throttled));

    public void AddCost(int requested, int actual)
    {
        Interlocked.Add(ref _requested, requested);
        Interlocked.Add(ref _actual, actual);
    }

    /// <summary>How long the app took to answer each webhook that reached it, in milliseconds; the latest of them.</summary>
    public IReadOnlyCollection<double> WebhookTimes => _webhookTimes;

    public void AddWebhook(TimeSpan took)
    {
        _webhookTimes.Enqueue(took.TotalMilliseconds);
        while (_webhookTimes.Count > KeptWebhookTimes)
        {
            _webhookTimes.TryDequeue(out _);
        }
    }

    public void ForgetWebhooks() => _webhookTimes.Clear();

    public void AddThrottled() => Interlocked.Increment(ref _throttled);

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
