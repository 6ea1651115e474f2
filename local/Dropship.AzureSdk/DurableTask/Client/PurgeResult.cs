namespace Microsoft.DurableTask.Client;

/// <summary>How many instances were purged, and whether that was all; null when it is not known, as for a purge without <see cref="PurgeInstancesFilter.Timeout"/>.</summary>
public class PurgeResult
{
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    public PurgeResult(int count, bool? isComplete)
        : this(count)
    {
        IsComplete = isComplete;
    }

    public int PurgedInstanceCount { get; }

    public bool? IsComplete { get; }
}
