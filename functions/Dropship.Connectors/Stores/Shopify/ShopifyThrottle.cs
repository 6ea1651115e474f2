using System.Collections.Concurrent;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>
/// Keeps account of each store's bucket of query cost. Every call takes its points here before it goes out, so that calls at the same
/// time share what is left, first come first served, instead of all being turned away. What the store says corrects the account.
/// </summary>
internal sealed class ShopifyThrottle(TimeProvider time)
{
    // What Shopify gives its smallest plans; good until the store has said what it gives.
    private const double LeastMaximum = 1000;
    private const double LeastRestore = 50;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes the query points of a call when enough are available.</summary>
    /// <param name="account">The store.</param>
    /// <param name="document">What is to be sent.</param>
    /// <param name="longest">How long to wait for them at most.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <returns>The points, or how long it would still take to get them.</returns>
    public async Task<(ShopifyPoints? Points, TimeSpan Missing)> TakeAsync(
        string account,
        ShopifyDocument document,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        var bucket = _buckets.GetOrAdd(account, _ => new Bucket(time.GetUtcNow()));
        var until = time.GetUtcNow() + longest;

        // One waits for points while the others wait behind it: a dear call is not passed by again and again by cheap ones.
        if (!await bucket.Line.WaitAsync(longest, cancellationToken))
        {
            return (null, bucket.WaitFor(document, time.GetUtcNow()));
        }

        try
        {
            while (true)
            {
                var now = time.GetUtcNow();
                if (bucket.TryTake(document, now, out var points, out var wait, out var corrected))
                {
                    return (points, TimeSpan.Zero);
                }

                if (now + wait > until)
                {
                    return (null, wait);
                }

                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(Task.Delay(wait, time, waiting.Token), corrected);
                await waiting.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            bucket.Line.Release();
        }
    }

    /// <summary>One store's bucket as we see it.</summary>
    internal sealed class Bucket(DateTimeOffset now)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, double> _costs = new(StringComparer.Ordinal);
        private TaskCompletionSource _corrected = NewSignal();
        private double _maximum = LeastMaximum;
        private double _restore = LeastRestore;

        // What the store has at _at, less what calls on their way have taken. Below nothing when the store had less than was thought.
        private double _free = LeastMaximum;
        private DateTimeOffset _at = now;
        private double _onTheWay;
        private DateTimeOffset _restUntil;

        public SemaphoreSlim Line { get; } = new(1, 1);

        public bool TryTake(ShopifyDocument document, DateTimeOffset now, out ShopifyPoints? points, out TimeSpan wait, out Task corrected)
        {
            lock (_gate)
            {
                corrected = _corrected.Task;
                wait = Wait(document, now);
                if (wait > TimeSpan.Zero)
                {
                    points = null;
                    return false;
                }

                var cost = CostOf(document);
                (_free, _at) = (FreeAt(now) - cost, now);
                _onTheWay += cost;
                points = new ShopifyPoints(this, document, cost);
                return true;
            }
        }

        public TimeSpan WaitFor(ShopifyDocument document, DateTimeOffset now)
        {
            lock (_gate)
            {
                return Wait(document, now);
            }
        }

        /// <summary>Updates the bucket from a reply.</summary>
        public void Correct(
            ShopifyPoints points,
            double requested,
            double available,
            double maximum,
            double restorePerSecond,
            DateTimeOffset now
        )
        {
            lock (_gate)
            {
                _onTheWay -= points.Cost;
                _costs[points.Document.Name] = requested;
                (_maximum, _restore) = (maximum, restorePerSecond);

                // The calls on their way may be in the store's figure or not; taking them as not yet in errs on the safe side.
                (_free, _at) = (available - _onTheWay, now);
                Signal();
            }
        }

        /// <summary>Closes a call that said nothing of the bucket.</summary>
        public void Close(ShopifyPoints points)
        {
            lock (_gate)
            {
                _onTheWay -= points.Cost;
                Signal();
            }
        }

        /// <summary>Pauses all calls after a throttled call without bucket data.</summary>
        public void Rest(TimeSpan wait, DateTimeOffset now)
        {
            lock (_gate)
            {
                _restUntil = now + wait > _restUntil ? now + wait : _restUntil;
            }
        }

        private TimeSpan Wait(ShopifyDocument document, DateTimeOffset now)
        {
            var missing = Math.Min(CostOf(document), _maximum) - FreeAt(now);
            var wait = missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / _restore) + TimeSpan.FromMilliseconds(1);
            return _restUntil - now > wait ? _restUntil - now : wait;
        }

        private double CostOf(ShopifyDocument document) => _costs.GetValueOrDefault(document.Name, document.Cost);

        private double FreeAt(DateTimeOffset now) => Math.Min(_maximum - _onTheWay, _free + ((now - _at).TotalSeconds * _restore));

        private void Signal()
        {
            _corrected.TrySetResult();
            _corrected = NewSignal();
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The points that one call on its way has taken from a store's bucket.</summary>
internal sealed class ShopifyPoints(ShopifyThrottle.Bucket bucket, ShopifyDocument document, double cost)
{
    // Shopify's buckets fill within 20 seconds and hold at most 40,000 points. Other figures are a broken reply's, and would stop the
    // store for days.
    private const double LongestFill = 100;
    private const double MostPoints = 1_000_000;

    private bool _isClosed;

    public ShopifyDocument Document { get; } = document;

    public double Cost { get; } = cost;

    /// <summary>Updates the bucket from a reply.</summary>
    /// <returns>How long until the call could go out again.</returns>
    public TimeSpan Correct(double requested, double available, double maximum, double restorePerSecond, DateTimeOffset now)
    {
        var isPlausible =
            restorePerSecond > 0
            && maximum > 0
            && maximum <= Math.Min(MostPoints, restorePerSecond * LongestFill)
            && Math.Abs(available) <= maximum
            && requested is >= 0 and <= MostPoints;
        if (!isPlausible || _isClosed)
        {
            return TimeSpan.Zero;
        }

        _isClosed = true;
        bucket.Correct(this, requested, available, maximum, restorePerSecond, now);
        return TimeSpan.FromSeconds(Math.Max(0, (requested - available) / restorePerSecond));
    }

    /// <summary>Ends the call. One whose answer said nothing of the bucket leaves its points spent: they come back with time.</summary>
    public void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            bucket.Close(this);
        }
    }

    /// <summary>Pauses all calls to the store.</summary>
    public void Rest(TimeSpan wait, DateTimeOffset now) => bucket.Rest(wait, now);
}
