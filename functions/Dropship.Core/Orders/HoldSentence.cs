namespace Dropship.Core.Orders;

/// <summary>A sentence that tells why something waits. Its text in each language is <c>detail.{Name}</c> in the language files.</summary>
/// <param name="Name">Stable: stored holds carry it.</param>
/// <param name="English">The sentence, with gaps such as <c>{limit}</c>.</param>
public sealed record HoldSentence(string Name, string English)
{
    /// <summary>The sentence with its gaps filled.</summary>
    public HoldDetail With(params IReadOnlyList<(string Gap, string Value)> values)
    {
        var text = values.Aggregate(
            English,
            (sentence, value) => sentence.Replace($"{{{value.Gap}}}", value.Value, StringComparison.Ordinal)
        );
        var gaps = values.ToDictionary(value => value.Gap, value => value.Value, StringComparer.Ordinal);
        return new HoldDetail(text, new HoldFacts([new HoldFact(Name, gaps)]));
    }
}
