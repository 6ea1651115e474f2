namespace Dropship.AzureSdk.ServiceBus;

/// <summary>What an entity's path names: a queue, or the dead letters of one (<c>queue/$deadletterqueue</c>, whatever the case).</summary>
internal readonly record struct QueuePath(string Queue, bool IsDead)
{
    public static QueuePath Parse(string path) => path.EndsWith(BrokerQueue.DeadLetterPath, StringComparison.OrdinalIgnoreCase)
        ? new QueuePath(path[..^BrokerQueue.DeadLetterPath.Length], true)
        : new QueuePath(path, false);
}
