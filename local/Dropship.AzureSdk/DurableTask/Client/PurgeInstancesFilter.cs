namespace Microsoft.DurableTask.Client;

/// <summary>Which ended instances are purged; null means any.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long the purge may take, more than zero; then it returns with <see cref="PurgeResult.IsComplete"/> false. Null: until all are purged.</summary>
    public TimeSpan? Timeout { get; init; }
}
