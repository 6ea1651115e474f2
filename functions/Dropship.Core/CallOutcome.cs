namespace Dropship.Core;

/// <summary>How a call to the outside ended, as far as the next step is concerned.</summary>
public enum CallOutcome
{
    /// <summary>It did what it should.</summary>
    Succeeded,

    /// <summary>The other side said no, for good; the same call would be refused again.</summary>
    Refused,

    /// <summary>It had no effect on the other side; sending it again is safe.</summary>
    NotSent,

    /// <summary>The call was sent and its effect is unknown. Only a look-up resolves it.</summary>
    Unknown,
}
