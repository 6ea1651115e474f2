namespace Dropship.Core.Ports;

public enum WebhookVerdict
{
    /// <summary>Signed by the platform.</summary>
    Genuine,

    /// <summary>Not signed, or signed with another secret. Nothing of it is kept.</summary>
    BadSignature,

    /// <summary>Signed, but not in a form that can be read.</summary>
    Unreadable,

    /// <summary>Signed, and what it is about could not be asked of the platform now.</summary>
    Unanswered,
}
