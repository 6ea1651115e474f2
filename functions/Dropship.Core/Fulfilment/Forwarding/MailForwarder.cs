using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>A forwarder whose people get a mail for each announcement, with a link to the page where they enter what they sent.</summary>
public sealed class MailForwarder(IMailer mailer, IForwarderNotices notices, ForwarderLinks links) : IForwarder
{
    public string Kind => "mail";

    public bool CanBeAsked => false;

    public async Task<CallResult<Unit>> AnnounceAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
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
        foreach (var reader in account.Readers)
        {
            var sent = await mailer.SendAsync(
                notices.Announce(account, announcement, reader, links.PageFor(key, account, reader.Language), version),
                cancellationToken
            );
            if (!sent.IsSuccess)
            {
                return sent;
            }
        }

        return CallResult.Success(default(Unit));
    }

    public Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Refused<ForwarderStatus>("no-interface", "This forwarder has no interface.", RefusalMeaning.NotFound));

    // The page says that the goods are not wanted any more.
    public Task<CallResult<Unit>> CancelAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success(default(Unit)));

    public Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(
            account.Readers.Count > 0
                ? CallResult.Success(default(Unit))
                : CallResult.Refused<Unit>("no-readers", "A forwarder of this kind needs a mail address in readers.")
        );
}
