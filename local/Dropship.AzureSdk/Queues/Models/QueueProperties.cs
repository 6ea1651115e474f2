namespace Azure.Storage.Queues.Models;

/// <summary>How many messages a queue holds, about, and its metadata.</summary>
public class QueueProperties
{
    internal QueueProperties(IDictionary<string, string> metadata, long approximateMessagesCount)
    {
        Metadata = metadata;
        ApproximateMessagesCountLong = approximateMessagesCount;
    }

    public IDictionary<string, string> Metadata { get; }

    public int ApproximateMessagesCount => checked((int)ApproximateMessagesCountLong);

    public long ApproximateMessagesCountLong { get; }
}
