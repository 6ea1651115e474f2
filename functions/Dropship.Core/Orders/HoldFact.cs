namespace Dropship.Core.Orders;

/// <summary>One sentence of why something waits, as its name and what stands in its gaps.</summary>
/// <param name="Sentence">The name of one of <see cref="HoldSentences"/>.</param>
/// <param name="Values">What stands in the gaps, by their names; without personal data.</param>
public sealed record HoldFact(string Sentence, IReadOnlyDictionary<string, string> Values)
{
    public bool Equals(HoldFact? other) =>
        other is not null
        && Sentence == other.Sentence
        && Values.Count == other.Values.Count
        && Values.All(value => other.Values.TryGetValue(value.Key, out var same) && same == value.Value);

    public override int GetHashCode() => HashCode.Combine(Sentence, Values.Count);
}
