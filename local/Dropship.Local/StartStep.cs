namespace Dropship.Local;

/// <summary>One step of the start.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Name">What it starts.</param>
internal sealed record StartStep(int Number, string Name)
{
    /// <summary>How far it is, in a few words; null when there is nothing to say.</summary>
    public string? Detail { get; set; }

    /// <summary>How long it has run; null before it begins.</summary>
    public TimeSpan? Elapsed { get; set; }

    public bool IsDone { get; set; }
}
