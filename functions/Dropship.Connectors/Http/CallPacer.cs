using System.Collections.Concurrent;

namespace Dropship.Connectors.Http;

/// <summary>A bucket for each account in this process: callers line up for the next free moment.</summary>
internal sealed class CallPacer(TimeProvider time) : ICallPacer
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public async ValueTask WaitAsync(string bucket, double callsPerSecond, int burst, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(callsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        var wait = _buckets.GetOrAdd(bucket, _ => new Bucket()).Reserve(time.GetUtcNow(), TimeSpan.FromSeconds(1 / callsPerSecond), burst);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private sealed class Bucket
    {
        private readonly Lock _gate = new();

        // When the bucket would be full again if nothing more were taken.
        private DateTimeOffset _fullAt;

        public TimeSpan Reserve(DateTimeOffset now, TimeSpan interval, int burst)
        {
            lock (_gate)
            {
                _fullAt = (_fullAt > now ? _fullAt : now) + interval;
                return _fullAt - now - (interval * burst);
            }
        }
    }
}
