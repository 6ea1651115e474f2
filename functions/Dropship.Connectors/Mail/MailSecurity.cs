namespace Dropship.Connectors.Mail;

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>Plain text; for a server on the same machine only, and never with a password.</summary>
    None,

    /// <summary>STARTTLS; a server without it is rejected.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}
