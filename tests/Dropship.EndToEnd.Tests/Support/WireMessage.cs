using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>A Protocol Buffers message, read by its field numbers alone; enough to look into what OTLP carries.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, byte[] Value)> _fields = [];

    public WireMessage(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var tag = TakeNumber(ref bytes);
            var length = (int)(tag & 7) switch
            {
                0 => -1,
                1 => 8,
                2 => (int)TakeNumber(ref bytes),
                5 => 4,
                var type => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"There is no wire type {type}.")),
            };
            if (length < 0)
            {
                var number = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(number, TakeNumber(ref bytes));
                _fields.Add(((int)(tag >> 3), number));
                continue;
            }

            _fields.Add(((int)(tag >> 3), bytes[..length].ToArray()));
            bytes = bytes[length..];
        }
    }

    public IEnumerable<WireMessage> All(int field) => Values(field).Select(value => new WireMessage(value));

    public string Text(int field) => Encoding.UTF8.GetString(Values(field).FirstOrDefault() ?? []);

    public string Hex(int field) => Convert.ToHexStringLower(Values(field).FirstOrDefault() ?? []);

    /// <summary>An OTLP value: a text, a truth or a whole number, as text.</summary>
    public string AnyValue() =>
        _fields switch
        {
            [(1, var text), ..] => Encoding.UTF8.GetString(text),
            [(2 or 3, var number), ..] => BinaryPrimitives.ReadInt64LittleEndian(number).ToString(CultureInfo.InvariantCulture),
            _ => string.Empty,
        };

    private IEnumerable<byte[]> Values(int field) => _fields.Where(one => one.Field == field).Select(one => one.Value);

    private static ulong TakeNumber(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
