namespace Dropship.Core;

public enum ProblemKind
{
    /// <summary>The network or the other side failed for the moment.</summary>
    Transient,

    /// <summary>Too many calls.</summary>
    RateLimited,

    /// <summary>The credentials are wrong, expired, or lack a permission.</summary>
    Unauthorized,

    /// <summary>A refusal by the other side's rules.</summary>
    Rejected,

    /// <summary>The reply has not the shape it should have. Never to be taken for an empty one.</summary>
    Unreadable,
}
