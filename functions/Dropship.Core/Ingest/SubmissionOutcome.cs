namespace Dropship.Core.Ingest;

/// <summary>What became of a submitted order.</summary>
public enum SubmissionOutcome
{
    /// <summary>It is new, or it changed the order.</summary>
    Accepted,

    /// <summary>It says what is known already.</summary>
    Unchanged,

    /// <summary>A later change is known already; nothing is taken of it.</summary>
    Outdated,

    /// <summary>Something is wrong with it; nothing is taken of it.</summary>
    Refused,
}
