using System.Collections.Concurrent;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Http;

/// <summary>Keeps the calls of one account below this instance's share of its rate limit.</summary>
internal sealed class RateLimiter(IRateShares shares, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Waits until a call is allowed, unless that takes too long.</summary>
    /// <param name="bucket">The connector and account whose calls are counted together.</param>
    /// <param name="callsPerSecond">The steady rate of all instances together, above 0.</param>
    /// <param name="burst">How many calls may go out at once after a rest, at least 1.</param>
    /// <param name="longest">The longest wait.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <returns>How long it would take; null when the call is allowed now.</returns>
    public async ValueTask<TimeSpan?> WaitAsync(
        string bucket,
        double callsPerSecond,
        int burst,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(callsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        var share = await shares.ReadAsync(bucket, cancellationToken);
        var wait = _buckets
            .GetOrAdd(bucket, _ => new Bucket())
            .Reserve(time.GetUtcNow(), TimeSpan.FromSeconds(1 / (callsPerSecond * share)), Math.Max(1, (int)(burst * share)), longest);
        if (wait > longest)
        {
            return wait;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        return null;
    }

    private sealed class Bucket
    {
        private readonly Lock _gate = new();

        // When the bucket would be full again if nothing more were taken.
        private DateTimeOffset _fullAt;

        /// <returns>How long to wait for the call; above the longest wait, nothing is reserved.</returns>
        public TimeSpan Reserve(DateTimeOffset now, TimeSpan interval, int burst, TimeSpan longest)
        {
            lock (_gate)
            {
                var full = (_fullAt > now ? _fullAt : now) + interval;
                var wait = full - now - (interval * burst);
                if (wait <= longest)
                {
                    _fullAt = full;
                }

                return wait;
            }
        }
    }
}
