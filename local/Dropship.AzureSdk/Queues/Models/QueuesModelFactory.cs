namespace Azure.Storage.Queues.Models;

/// <summary>Makes the service's answers for tests.</summary>
public static class QueuesModelFactory
{
    public static QueueMessage QueueMessage(
        string messageId,
        string popReceipt,
        string messageText,
        long dequeueCount,
        DateTimeOffset? nextVisibleOn = null,
        DateTimeOffset? insertedOn = null,
        DateTimeOffset? expiresOn = null) =>
        new(messageId, popReceipt, new BinaryData(messageText), dequeueCount, nextVisibleOn, insertedOn, expiresOn);

    public static QueueMessage QueueMessage(
        string messageId,
        string popReceipt,
        BinaryData body,
        long dequeueCount,
        DateTimeOffset? nextVisibleOn = null,
        DateTimeOffset? insertedOn = null,
        DateTimeOffset? expiresOn = null) =>
        new(messageId, popReceipt, body, dequeueCount, nextVisibleOn, insertedOn, expiresOn);

    public static SendReceipt SendReceipt(
        string messageId,
        DateTimeOffset insertionTime,
        DateTimeOffset expirationTime,
        string popReceipt,
        DateTimeOffset timeNextVisible) =>
        new(messageId, insertionTime, expirationTime, popReceipt, timeNextVisible);

    public static UpdateReceipt UpdateReceipt(string popReceipt, DateTimeOffset nextVisibleOn) => new(popReceipt, nextVisibleOn);
}
