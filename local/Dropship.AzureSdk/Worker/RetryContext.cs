namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which try of a retried call this is.</summary>
public abstract class RetryContext
{
    public abstract int RetryCount { get; }

    public abstract int MaxRetryCount { get; }
}
