using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>A forwarder whose people get a mail for each announcement, with a link to the page where they enter what they sent.</summary>
public sealed class MailForwarder(IMailer mailer, IForwarderNotices notices, ForwarderLinks links) : IForwarder
{
    public string Kind => "mail";

    public bool CanBeAsked => false;

    public Task<CallResult<Unit>> AnnounceAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) => MailAsync(account, announcement, notices.Announce, cancellationToken);

    public Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Refused<ForwarderStatus>("no-interface", "This forwarder has no interface.", RefusalMeaning.NotFound));

    public Task<CallResult<Unit>> CancelAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) => MailAsync(account, announcement, notices.Recall, cancellationToken);

    public Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(
            account.Readers.Count > 0
                ? CallResult.Success(default(Unit))
                : CallResult.Refused<Unit>("no-readers", "A forwarder of this kind needs a mail address in readers.")
        );

    private async Task<CallResult<Unit>> MailAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        Func<ForwarderAccount, ForwarderAnnouncement, ForwarderReader, Uri, string, OutgoingMail> word,
        CancellationToken cancellationToken
    )
    {
        if (account.Readers.Count == 0)
        {
            return CallResult.Refused<Unit>("no-readers", "The forwarder has no mail address.");
        }

        var key = PurchaseOrderKey.Parse(announcement.Reference);
        var told = string.Join('\n', Announcement.Describe(announcement));
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)))[..12];
        var result = CallResult.Success(default(Unit));
        foreach (var reader in account.Readers)
        {
            // A mailbox that takes nothing keeps no other back. A repeat is the same mail.
            var sent = await mailer.SendAsync(
                word(account, announcement, reader, links.PageFor(key, account, reader.Language), version),
                cancellationToken
            );
            result = result.IsSuccess ? sent : result;
        }

        return result;
    }
}
