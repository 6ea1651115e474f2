namespace Dropship.ServiceBus.Storage;

/// <summary>One change of what is kept. It holds no live object, so that it means the same whenever it is written.</summary>
internal abstract record StoreWrite
{
    private StoreWrite()
    {
    }

    public sealed record AddMessage(StoredMessage Message) : StoreWrite;

    /// <param name="Content">Null when it stays as it is.</param>
    public sealed record ChangeMessage(string Queue, long Sequence, int State, int DeliveryCount, ReadOnlyMemory<byte>? Content) : StoreWrite;

    public sealed record RemoveMessage(string Queue, long Sequence) : StoreWrite;

    /// <param name="State">Null removes it.</param>
    public sealed record SetSession(string Queue, string Id, byte[]? State, DateTimeOffset ChangedAt) : StoreWrite;

    public sealed record AddDuplicate(StoredDuplicate Duplicate) : StoreWrite;

    public sealed record ForgetDuplicates(string Queue, DateTimeOffset SeenUntil) : StoreWrite;
}
