namespace Dropship.Core.Ports;

/// <summary>Sends mail.</summary>
public interface IMailer
{
    /// <summary>Hands a mail over. A repeat carries the same <see cref="OutgoingMail.Id"/>, so that a mailbox shows it once.</summary>
    Task<CallResult<Unit>> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
