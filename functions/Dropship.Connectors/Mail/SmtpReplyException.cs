namespace Dropship.Connectors.Mail;

/// <summary>The mail server says something else than it should.</summary>
/// <param name="code">Its code; 0 when it gave none.</param>
/// <param name="text">Its words.</param>
internal sealed class SmtpReplyException(int code, string text) : Exception(text)
{
    /// <summary>The code for a way to log in that the server does not have.</summary>
    public const int MechanismUnknown = 504;

    public int Code { get; } = code;

    /// <summary>The server says that the same would be refused again.</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    public bool IsAuthentication => Code is MechanismUnknown or 530 or 534 or 535 or 538;
}
