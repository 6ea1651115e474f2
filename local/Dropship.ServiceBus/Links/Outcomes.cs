using Dropship.ServiceBus.Queues;
using Dropship.ServiceBus.Wire;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Dropship.ServiceBus.Links;

/// <summary>Reads what a client decided about a message.</summary>
internal static class Outcomes
{
    /// <summary>The decision that an outcome of the protocol stands for.</summary>
    public static Settlement Read(DeliveryState? state) => state switch
    {
        Accepted => Settlement.Of(SettlementKind.Complete),
        Modified { UndeliverableHere: true } modified => new Settlement(SettlementKind.Defer, Entries(modified.MessageAnnotations)),
        Modified modified => new Settlement(SettlementKind.Abandon, Entries(modified.MessageAnnotations)),
        Rejected rejected => new Settlement(SettlementKind.DeadLetter, Entries(rejected.Error?.Info)),
        _ => Settlement.Of(SettlementKind.Release),
    };

    /// <summary>A map's entries as bytes, so that values of all types are kept as they are.</summary>
    public static IReadOnlyList<EncodedEntry> Entries(AmqpMap? map)
    {
        var entries = new List<EncodedEntry>();
        foreach (var (key, value) in (IEnumerable<KeyValuePair<MapKey, object>>?)map ?? [])
        {
            entries.Add(new EncodedEntry(key.Key.ToString()!, Encode(value)));
        }

        return entries;
    }

    private static ReadOnlyMemory<byte> Encode(object value)
    {
        var buffer = new ByteBuffer(64, autoGrow: true);
        AmqpCodec.EncodeObject(value, buffer);
        return buffer.Buffer.AsMemory(buffer.Offset, buffer.Length);
    }
}
