namespace Microsoft.DurableTask;

/// <summary>Says whether a failed task is tried again; may wait on durable timers, and is orchestrator code for the rest.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
