namespace Dropship.Core.Operations;

/// <summary>Where a message that failed stands.</summary>
public enum FailedMessageState
{
    /// <summary>A delivery failed; the queue delivers it again by itself.</summary>
    Failing,

    /// <summary>It failed repeatedly; a person decides.</summary>
    Waiting,

    /// <summary>A person had it sent again.</summary>
    SentAgain,

    /// <summary>A person gave it up.</summary>
    Dropped,
}
