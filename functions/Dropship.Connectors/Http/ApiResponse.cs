using System.Text.Json;

namespace Dropship.Connectors.Http;

/// <summary>A reply as it came, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="RetryAfter">How long the other side asks to wait; null when it does not.</param>
/// <param name="Charset">The encoding that the other side names; null when it names none.</param>
internal sealed record ApiResponse(int Status, byte[] Body, TimeSpan? RetryAfter, string? Charset = null)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The body as a JSON object.</summary>
    /// <exception cref="UnreadableReplyException">It is not one.</exception>
    public JsonElement ReadObject()
    {
        try
        {
            var root = JsonText.Parse(Body, Charset);
            return root.ValueKind == JsonValueKind.Object
                ? root
                : throw new UnreadableReplyException($"a JSON {root.ValueKind} came where an object should be");
        }
        catch (JsonException)
        {
            throw new UnreadableReplyException($"HTTP {Status} with {Body.Length} bytes that are not JSON, beginning with '{Beginning()}'");
        }
    }

    /// <summary>Makes sure that nothing came, where a success has no content.</summary>
    /// <exception cref="UnreadableReplyException">Something came.</exception>
    public void ReadNothing()
    {
        var text = Body.AsSpan().Trim(" \r\n\t"u8);
        if (!text.IsEmpty && !text.SequenceEqual("{}"u8))
        {
            throw new UnreadableReplyException("a reply came where none should be");
        }
    }

    // Enough to tell a proxy's error page from a cut reply, too little to hold a person's data.
    private string Beginning()
    {
        var text = JsonText.Decode(Body.AsSpan(0, Math.Min(Body.Length, 15)), Charset);
        return string.Concat(text.Where(c => !char.IsControl(c)));
    }
}
