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

    /// <summary>How many letters of it are not in gaps.</summary>
    public int OwnLetters => Parts().Where((_, at) => at % 2 == 0).Sum(part => part.Count(char.IsLetter));

    /// <summary>The fact that an English text states in these words; null when it does not.</summary>
    public HoldFact? Read(string text)
    {
        // Without words of its own, anything would be it.
        if (OwnLetters < 3)
        {
            return null;
        }

        var parts = Parts();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return null;
        }

        var at = parts[0].Length;
        for (var gap = 1; gap < parts.Count; gap += 2)
        {
            var next = parts[gap + 1];
            var end =
                gap + 2 < parts.Count ? text.IndexOf(next, at, StringComparison.Ordinal)
                : text.EndsWith(next, StringComparison.Ordinal) ? text.Length - next.Length
                : -1;
            if (end <= at)
            {
                return null;
            }

            values[parts[gap]] = text[at..end];
            at = end + next.Length;
        }

        return at == text.Length ? new HoldFact(Name, values) : null;
    }

    // Its own words and the names of its gaps by turns, with words first and last.
    private List<string> Parts() => [.. English.Split('{', '}')];
}
