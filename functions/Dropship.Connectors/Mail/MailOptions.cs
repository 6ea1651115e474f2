namespace Dropship.Connectors.Mail;

/// <summary>The mail server. Azure Communication Services takes mail at <c>smtp.azurecomm.net:587</c> with
/// <see cref="MailSecurity.StartTls"/>.</summary>
public sealed class MailOptions
{
    public string Host { get; set; } = string.Empty;

    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender, as <c>name@example.com</c> or <c>Name &lt;name@example.com&gt;</c>.</summary>
    public string From { get; set; } = string.Empty;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
