namespace Dropship.Core.Operations;

/// <summary>The outcome of setting an account up.</summary>
public sealed record AccountAnswer
{
    /// <summary>The account is saved, and its platform accepts the credentials.</summary>
    public static AccountAnswer Verified { get; } = new() { IsSaved = true };

    /// <summary>Whether the account is saved as given; otherwise everything is as it was.</summary>
    public bool IsSaved { get; init; }

    /// <summary>Values that contradict the platform or the other accounts, each with its field and its remedy.</summary>
    public IReadOnlyList<string> Mistakes { get; init; } = [];

    /// <summary>Why the account cannot exist beside another one; null when it can.</summary>
    public string? Conflict { get; init; }

    /// <summary>Why the credentials could not be verified; null when they were.</summary>
    public CallProblem? Problem { get; init; }
}
