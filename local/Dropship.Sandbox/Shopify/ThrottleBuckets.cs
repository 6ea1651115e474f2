namespace Dropship.Sandbox.Shopify;

/// <summary>The leaky bucket of query cost, one for each shop, refilled by the wall clock.</summary>
internal sealed class ThrottleBuckets(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Available, DateTimeOffset At)> _buckets = new(StringComparer.Ordinal);

    public bool TryTake(string shop, int cost, int maximum, int restorePerSecond, out double available)
    {
        lock (_gate)
        {
            available = Refill(shop, maximum, restorePerSecond);
            if (available < cost)
            {
                return false;
            }

            available -= cost;
            _buckets[shop] = (available, time.GetUtcNow());
            return true;
        }
    }

    public double GiveBack(string shop, int cost, int maximum, int restorePerSecond)
    {
        lock (_gate)
        {
            var available = Math.Min(maximum, Refill(shop, maximum, restorePerSecond) + cost);
            _buckets[shop] = (available, time.GetUtcNow());
            return available;
        }
    }

    private double Refill(string shop, int maximum, int restorePerSecond)
    {
        var now = time.GetUtcNow();
        if (!_buckets.TryGetValue(shop, out var bucket))
        {
            return maximum;
        }

        return Math.Min(maximum, bucket.Available + ((now - bucket.At).TotalSeconds * restorePerSecond));
    }
}
