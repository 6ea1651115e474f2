namespace Dropship.Sandbox.World;

/// <summary>One call, as it may be shown to anybody.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Target"><c>shopify</c> or <c>1688</c>.</param>
/// <param name="Operation">The GraphQL root field or the API's name.</param>
/// <param name="Subject">The keys it was about: order ids, our own order number, a shop.</param>
/// <param name="Outcome"><c>ok</c>, an error code, or the fault that was shown.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record CallEntry(DateTimeOffset At, string Target, string Operation, string Subject, string Outcome, double Milliseconds);
