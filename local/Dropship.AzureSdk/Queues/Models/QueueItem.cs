namespace Azure.Storage.Queues.Models;

/// <summary>A queue of the account.</summary>
public class QueueItem
{
    internal QueueItem(string name, IDictionary<string, string>? metadata)
    {
        Name = name;
        Metadata = metadata;
    }

    public string Name { get; }

    /// <summary>Null unless <see cref="QueueTraits.Metadata"/> was asked for.</summary>
    public IDictionary<string, string>? Metadata { get; }
}
