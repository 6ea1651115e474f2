namespace Microsoft.DurableTask.Client;

/// <summary>Whether the sub-orchestrations go too.</summary>
public record PurgeInstanceOptions(bool Recursive = false);
