namespace Azure.Storage.Queues;

/// <summary>How message bodies travel. The Functions trigger reads Base64 unless host.json says otherwise; clients send text as it is unless told.</summary>
public enum QueueMessageEncoding
{
    None = 0,
    Base64 = 1,
}
