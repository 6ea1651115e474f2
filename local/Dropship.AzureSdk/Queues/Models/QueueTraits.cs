namespace Azure.Storage.Queues.Models;

/// <summary>What a listing of queues tells besides their names.</summary>
[Flags]
public enum QueueTraits
{
    None = 0,
    Metadata = 1,
}
