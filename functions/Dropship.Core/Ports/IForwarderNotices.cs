namespace Dropship.Core.Ports;

/// <summary>Words the mails to forwarders. They hold no personal data; the pages behind their links do.</summary>
public interface IForwarderNotices
{
    /// <summary>Tells what comes, what is not to be sent on, and which labels are there.</summary>
    /// <param name="account">The forwarder.</param>
    /// <param name="notices">What is told; one at least.</param>
    /// <param name="reader">Whom to tell.</param>
    /// <param name="batch">Names the mail: a repeat has the same name.</param>
    OutgoingMail Word(ForwarderAccount account, IReadOnlyList<ForwarderNotice> notices, ForwarderReader reader, string batch);
}
