namespace Dropship.ServiceBus.Queues;

/// <summary>Orders messages by number, or by a moment first.</summary>
internal sealed class MessageOrder(Func<QueuedMessage, DateTimeOffset>? moment = null) : IComparer<QueuedMessage>
{
    public static MessageOrder BySequence { get; } = new();

    public int Compare(QueuedMessage? x, QueuedMessage? y)
    {
        var order = moment is null ? 0 : moment(x!).CompareTo(moment(y!));
        return order != 0 ? order : x!.Sequence.CompareTo(y!.Sequence);
    }
}
