using System.Collections.Concurrent;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Remembers what is left in each store's bucket of query cost, so that calls wait instead of being turned away.</summary>
internal sealed class ShopifyThrottle(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Level> _levels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, double> _costs = new(StringComparer.Ordinal);

    /// <summary>Waits until the bucket should hold what the operation cost last time.</summary>
    public async Task WaitAsync(string account, string operation, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (!_levels.TryGetValue(account, out var level) || !_costs.TryGetValue($"{account}:{operation}", out var cost))
        {
            return;
        }

        var missing = Math.Min(cost, level.Maximum) - level.At(time.GetUtcNow());
        if (missing > 0)
        {
            var wait = TimeSpan.FromSeconds(missing / level.RestorePerSecond);
            await Task.Delay(wait < longest ? wait : longest, time, cancellationToken);
        }
    }

    /// <summary>Takes in what a reply says of the bucket.</summary>
    /// <returns>How long until the operation could go out again.</returns>
    public TimeSpan Note(string account, string operation, double requestedCost, double available, double maximum, double restorePerSecond)
    {
        if (restorePerSecond <= 0)
        {
            return TimeSpan.Zero;
        }

        _levels[account] = new Level(available, maximum, restorePerSecond, time.GetUtcNow());
        _costs[$"{account}:{operation}"] = requestedCost;
        return TimeSpan.FromSeconds(Math.Max(0, (requestedCost - available) / restorePerSecond));
    }

    private sealed record Level(double Available, double Maximum, double RestorePerSecond, DateTimeOffset NotedAt)
    {
        public double At(DateTimeOffset now) => Math.Min(Maximum, Available + ((now - NotedAt).TotalSeconds * RestorePerSecond));
    }
}
