namespace Dropship.EndToEnd.Tests.Support;

/// <summary>A span as it was received.</summary>
/// <param name="TraceId">Its trace, in hexadecimal.</param>
/// <param name="SpanId">Its id, in hexadecimal.</param>
/// <param name="ParentSpanId">What it hangs on; empty for nothing.</param>
/// <param name="Name">What was done.</param>
/// <param name="Attributes">Its attributes as text.</param>
/// <param name="Events">The names of its events.</param>
/// <param name="LinkedTraces">The traces that it is linked with.</param>
internal sealed record Span(
    string TraceId,
    string SpanId,
    string ParentSpanId,
    string Name,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Events,
    IReadOnlyList<string> LinkedTraces
);
