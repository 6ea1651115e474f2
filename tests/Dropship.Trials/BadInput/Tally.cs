namespace Dropship.Trials.BadInput;

/// <summary>What one kind of bad input came to.</summary>
internal sealed class Tally(string name)
{
    public string Name { get; } = name;

    public int Inputs { get; set; }

    /// <summary>How often each outcome came, such as an answer's status or a call's outcome.</summary>
    public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>What should not have happened.</summary>
    public List<string> Faults { get; } = [];

    public void Count(string outcome) => Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
}
