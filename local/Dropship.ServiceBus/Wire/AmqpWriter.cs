using System.Buffers.Binary;
using System.Text;

namespace Dropship.ServiceBus.Wire;

/// <summary>Writes encoded AMQP 1.0 values one after the other.</summary>
internal sealed class AmqpWriter(int capacity = 256)
{
    private byte[] _buffer = new byte[capacity];
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>One string by itself.</summary>
    public static ReadOnlyMemory<byte> Encode(string value)
    {
        var writer = new AmqpWriter(value.Length + 8);
        writer.WriteString(value);
        return writer.Written;
    }

    public void WriteDescriptor(byte code)
    {
        WriteByte(0x00);
        WriteByte(0x53);
        WriteByte(code);
    }

    /// <summary>Begins a map; what is written until <see cref="EndCompound"/> are its keys and values.</summary>
    /// <returns>What ends it.</returns>
    public int BeginMap() => Begin(0xD1);

    public int BeginList() => Begin(0xD0);

    /// <param name="start">What the beginning gave.</param>
    /// <param name="count">How many values are in it; a map's keys and values count apart.</param>
    public void EndCompound(int start, int count)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start), _length - start - 4);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start + 4), count);
    }

    public void WriteRaw(ReadOnlyMemory<byte> encoded) => encoded.Span.CopyTo(Next(encoded.Length));

    public void WriteNull() => WriteByte(0x40);

    public void WriteUInt(uint value)
    {
        WriteByte(0x70);
        BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);
    }

    public void WriteInt(int value)
    {
        WriteByte(0x71);
        BinaryPrimitives.WriteInt32BigEndian(Next(4), value);
    }

    public void WriteLong(long value)
    {
        WriteByte(0x81);
        BinaryPrimitives.WriteInt64BigEndian(Next(8), value);
    }

    public void WriteTimestamp(DateTimeOffset value)
    {
        WriteByte(0x83);
        BinaryPrimitives.WriteInt64BigEndian(Next(8), value.ToUnixTimeMilliseconds());
    }

    public void WriteString(string value) => WriteText(0xA1, value);

    public void WriteSymbol(string value) => WriteText(0xA3, value);

    private void WriteText(byte shortCode, string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        if (count <= byte.MaxValue)
        {
            WriteByte(shortCode);
            WriteByte((byte)count);
        }
        else
        {
            WriteByte((byte)(shortCode + 0x10));
            BinaryPrimitives.WriteInt32BigEndian(Next(4), count);
        }

        Encoding.UTF8.GetBytes(value, Next(count));
    }

    private int Begin(byte code)
    {
        WriteByte(code);
        Next(8);
        return _length - 8;
    }

    private void WriteByte(byte value) => Next(1)[0] = value;

    private Span<byte> Next(int count)
    {
        if (_length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
