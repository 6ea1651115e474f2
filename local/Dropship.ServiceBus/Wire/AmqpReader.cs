using System.Buffers.Binary;
using System.Text;

namespace Dropship.ServiceBus.Wire;

/// <summary>Reads encoded AMQP 1.0 values one after the other, mostly as the bytes they are.</summary>
internal ref struct AmqpReader(ReadOnlyMemory<byte> bytes)
{
    private const byte Described = 0x00;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position >= bytes.Length;

    /// <summary>The descriptor of a described value, as a number; its value comes next.</summary>
    /// <exception cref="BrokerException">The next value is not described, or by a name.</exception>
    public ulong ReadDescriptor()
    {
        if (ReadByte() != Described)
        {
            throw BrokerException.Malformed("A section has no descriptor.");
        }

        return ReadByte() switch
        {
            0x44 => 0,
            0x53 => ReadByte(),
            0x80 => BinaryPrimitives.ReadUInt64BigEndian(Take(8).Span),
            _ => throw BrokerException.Malformed("A section's descriptor is not a number."),
        };
    }

    /// <summary>The next value with its constructor.</summary>
    public ReadOnlyMemory<byte> ReadEncoded()
    {
        var start = Position;
        Skip();
        return bytes[start..Position];
    }

    public void Skip()
    {
        var code = ReadByte();
        while (code == Described)
        {
            SkipPlain(ReadByte());
            code = ReadByte();
        }

        SkipPlain(code);
    }

    /// <summary>Goes into a list or map.</summary>
    /// <returns>How many values are in it; a map's keys and values count apart.</returns>
    public int EnterCompound()
    {
        switch (ReadByte())
        {
            case 0x40 or 0x45:
                return 0;
            case 0xC0 or 0xC1:
                ReadByte();
                return ReadByte();
            case 0xD0 or 0xD1:
                ReadLength();
                return ReadLength();
            default:
                throw BrokerException.Malformed("A list or map was expected.");
        }
    }

    /// <summary>A string or symbol; null for null.</summary>
    public string? ReadText()
    {
        switch (ReadByte())
        {
            case 0x40:
                return null;
            case 0xA1 or 0xA3:
                return Encoding.UTF8.GetString(Take(ReadByte()).Span);
            case 0xB1 or 0xB3:
                return Encoding.UTF8.GetString(Take(ReadLength()).Span);
            default:
                throw BrokerException.Malformed("A string was expected.");
        }
    }

    /// <summary>A binary value without its constructor.</summary>
    public ReadOnlyMemory<byte> ReadBinary() => ReadByte() switch
    {
        0xA0 => Take(ReadByte()),
        0xB0 => Take(ReadLength()),
        _ => throw BrokerException.Malformed("Binary data was expected."),
    };

    /// <summary>An unsigned 32-bit number; null for null.</summary>
    public uint? ReadUInt() => ReadByte() switch
    {
        0x40 => null,
        0x43 => 0,
        0x52 => ReadByte(),
        0x70 => BinaryPrimitives.ReadUInt32BigEndian(Take(4).Span),
        _ => throw BrokerException.Malformed("An unsigned number was expected."),
    };

    /// <summary>A moment, which AMQP counts in milliseconds; null for null.</summary>
    public DateTimeOffset? ReadTimestamp() => ReadByte() switch
    {
        0x40 => null,
        0x83 => FromMilliseconds(BinaryPrimitives.ReadInt64BigEndian(Take(8).Span)),
        _ => throw BrokerException.Malformed("A timestamp was expected."),
    };

    private void SkipPlain(byte code) => Take((code >> 4) switch
    {
        0x4 => 0,
        0x5 => 1,
        0x6 => 2,
        0x7 => 4,
        0x8 => 8,
        0x9 => 16,
        0xA or 0xC or 0xE => ReadByte(),
        0xB or 0xD or 0xF => ReadLength(),
        _ => throw BrokerException.Malformed($"0x{code:x2} is not the code of a type."),
    });

    private static DateTimeOffset FromMilliseconds(long value) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(value, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private int ReadLength()
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(Take(4).Span);
        return length <= int.MaxValue ? (int)length : throw BrokerException.Malformed("A value is too long.");
    }

    private byte ReadByte() => Take(1).Span[0];

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > bytes.Length - Position)
        {
            throw BrokerException.Malformed("The message ends in the middle of a value.");
        }

        Position += count;
        return bytes.Slice(Position - count, count);
    }
}
