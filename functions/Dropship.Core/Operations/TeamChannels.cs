using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Words what the team is told beside the first mail of an alert, and hands it over.</summary>
public sealed class TeamChannels(INotices notices, IMailer mailer, IReadOnlyList<IChatChannel> chats)
{
    public IReadOnlyList<IChatChannel> Chats => chats;

    public Task<CallResult<Unit>> MailAsync(
        IReadOnlyList<Alert> alerts,
        Approver reader,
        OrderListLink list,
        CancellationToken cancellationToken
    ) => mailer.SendAsync(notices.Alert(alerts, reader, list.Address), cancellationToken);

    public Task<CallResult<Unit>> MailAsync(DailyDigest digest, Approver reader, OrderListLink list, CancellationToken cancellationToken) =>
        mailer.SendAsync(notices.Digest(digest, reader, list.Address), cancellationToken);

    public Task<CallResult<Unit>> PostAsync(DailyDigest digest, IChatChannel chat, CancellationToken cancellationToken) =>
        chat.PostAsync(notices.DigestGroup(digest, chat.Language), cancellationToken);
}
