namespace Dropship.AzureSdk.Host.Queues;

/// <summary>How long to wait before an empty queue is looked at again: ever longer, at random, up to a limit.</summary>
internal sealed class PollingBackoff(TimeSpan longest, Random random)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);

    private TimeSpan _current = s_shortest;
    private int _empty;

    /// <summary>After a look that found something.</summary>
    public void Reset()
    {
        _current = s_shortest;
        _empty = 0;
    }

    /// <summary>After a look that found nothing: the time to wait.</summary>
    public TimeSpan Next()
    {
        _empty++;
        if (_empty > 1 && _current < longest)
        {
            // The exponent is held where the limit is long passed, lest it overflow.
            var increment = s_shortest * (0.8 + (random.NextDouble() * 0.4)) * Math.Pow(2, Math.Min(_empty - 2, 20));
            _current += increment;
        }

        return _current = _current < longest ? _current : longest;
    }
}
