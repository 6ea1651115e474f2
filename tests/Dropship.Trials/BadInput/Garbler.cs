using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dropship.Trials.BadInput;

/// <summary>Makes bad inputs out of good ones, always the same ones for a seed.</summary>
internal sealed class Garbler(int seed)
{
    private static readonly string[] s_values =
    [
        "null",
        "true",
        "0",
        "-1",
        "7",
        "1.5",
        "0.125",
        "1e400",
        "-1e-400",
        "12.499999999999998",
        "1772323200000",
        "99999999999999999999999999999999",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"1\"",
        "\"\\ud83d\"",
        "\"\\u0000\"",
        "\"\\u202e\"",
        "\"\\ufeff\"",
        "\"…\"",
        "\"9999-99-99\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"javascript:alert(1)\"",
        "\"gid://shopify/Order/0\"",
        "[]",
        "{}",
        "[null]",
        "[[[]]]",
        "[1]",
        "{\"a\":{\"b\":[1]}}",
        "{\"\\ud800\":1}",
    ];

    private static readonly string[] s_texts =
    [
        "",
        " ",
        "#1001",
        "a|b",
        "..",
        "/",
        "%2F",
        "null",
        "true",
        "1",
        "0",
        "-1",
        "NaN",
        "2026-03-01",
        "0001-01-01",
        "9999-12-31",
        "Bogus",
        "Held",
        "店铺",
        "\u202eabc",
        "a\u200bb",
        "a\nb",
        "\0",
        "\uFFFF",
        "javascript:alert(1)",
        "http://127.0.0.1:1",
        "https://user:pass@shop.example/?q#f",
        "…",
        "'; DROP TABLE x",
        "{{7*7}}",
        "1e999",
        "99999999999999999999",
        "USD",
        "shopify",
        new('x', 300),
        new('店', 5000),
    ];

    private readonly Random _random = new(seed);

    public int Below(int count) => _random.Next(count);

    public T Any<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    /// <summary>A text for a place where a name or a value is expected.</summary>
    public string Text() => Any(s_texts);

    /// <summary>A body in which something is not as it should be.</summary>
    public byte[] Spoil(byte[] good)
    {
        switch (_random.Next(12))
        {
            case 0:
                return good[..Below(good.Length + 1)];
            case 1 when good.Length > 0:
                var flipped = (byte[])good.Clone();
                flipped[Below(flipped.Length)] = (byte)Below(256);
                return flipped;
            case 2:
                return Any<byte[]>([
                    [],
                    "<html>502</html>"u8.ToArray(),
                    "null"u8.ToArray(),
                    "[]"u8.ToArray(),
                    "\"x\""u8.ToArray(),
                    [0xC4, 0xE3, 0xBA, 0xC3],
                    [.. Encoding.UTF8.Preamble, .. good],
                    Encoding.UTF8.GetBytes(new string('[', 3000)),
                ]);
            default:
                return SpoilValue(good);
        }
    }

    // One or two values are taken away, doubled, or become something else.
    private byte[] SpoilValue(byte[] good)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(good);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetBytes(Any(s_values));
        }

        for (var count = 1 + Below(2); count > 0; count--)
        {
            var places = Places(root).ToList();
            if (places.Count == 0)
            {
                return Encoding.UTF8.GetBytes(Any(s_values));
            }

            var (parent, name, index) = Any(places);
            switch (parent)
            {
                case JsonObject fields when Below(4) == 0:
                    fields.Remove(name!);
                    break;
                case JsonObject fields:
                    fields[name!] = Mark();
                    break;
                case JsonArray items when Below(4) == 0:
                    items.Add(items[index]?.DeepClone());
                    break;
                case JsonArray items:
                    items[index] = Mark();
                    break;
            }
        }

        var text = root!.ToJsonString();
        while (text.IndexOf("\"@@\"", StringComparison.Ordinal) is >= 0 and var at)
        {
            text = string.Concat(text.AsSpan(0, at), Any(s_values), text.AsSpan(at + 4));
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static JsonValue Mark() => JsonValue.Create("@@");

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Places(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields)
                {
                    yield return (fields, name, 0);
                    foreach (var below in Places(value))
                    {
                        yield return below;
                    }
                }

                break;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    yield return (items, index.ToString(CultureInfo.InvariantCulture), index);
                    foreach (var below in Places(items[index]))
                    {
                        yield return below;
                    }
                }

                break;
        }
    }
}
