namespace Dropship.Core.Ports;

/// <summary>Words the mails to forwarders.</summary>
public interface IForwarderNotices
{
    /// <summary>Tells what comes. Holds no personal data; the page does.</summary>
    /// <param name="account">The forwarder.</param>
    /// <param name="announcement">What comes.</param>
    /// <param name="reader">Whom to tell.</param>
    /// <param name="page">The link; the only one in the mail.</param>
    /// <param name="version">Differs for each announcement under one reference, so that a repeat is the same mail.</param>
    OutgoingMail Announce(ForwarderAccount account, ForwarderAnnouncement announcement, ForwarderReader reader, Uri page, string version);

    /// <summary>Tells that goods are not to be sent on. The parameters are those of <see cref="Announce"/>.</summary>
    OutgoingMail Recall(ForwarderAccount account, ForwarderAnnouncement announcement, ForwarderReader reader, Uri page, string version);
}
