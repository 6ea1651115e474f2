namespace Microsoft.DurableTask.Client;

/// <summary>The output a terminated instance is left with, and whether its running sub-orchestrations are terminated too.</summary>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
