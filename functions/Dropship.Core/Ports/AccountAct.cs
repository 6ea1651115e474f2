namespace Dropship.Core.Ports;

/// <summary>What happened to an account.</summary>
public enum AccountAct
{
    /// <summary>It was set up for the first time.</summary>
    Connected,

    /// <summary>Its other side accepted the credentials.</summary>
    Verified,

    /// <summary>Its other side refused the credentials, or withdrew them.</summary>
    Refused,

    /// <summary>New credentials took the place of the old ones. Neither is told.</summary>
    CredentialsReplaced,

    /// <summary>Fields changed.</summary>
    SettingsChanged,

    Paused,

    /// <summary>It was verified and works again after a pause.</summary>
    Resumed,

    /// <summary>It was deleted with its credentials.</summary>
    Deleted,
}
