namespace Dropship.Core.Ports;

/// <summary>The answer to a webhook delivery.</summary>
public enum WebhookAnswer
{
    /// <summary>It is safe with us, now or since an earlier try.</summary>
    Taken,

    /// <summary>Not signed by whom it should be; nothing is kept.</summary>
    Refused,

    /// <summary>Signed, but not in a form that can be read; sending it again will not help.</summary>
    Unreadable,

    /// <summary>Signed, and nothing of it is safe with us yet: it is to be sent again.</summary>
    TryAgain,
}
