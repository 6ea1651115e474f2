using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>A forwarder whose people are mailed what comes, with a link to the page where they enter what they sent. What comes within a
/// short span stands in one mail, which <see cref="ForwarderMails"/> sends.</summary>
public sealed class MailForwarder(IForwarderNotes notes, TimeProvider time) : IForwarder
{
    public const string Name = "mail";

    public string Kind => Name;

    public bool CanBeAsked => false;

    public Task<CallResult<Unit>> AnnounceAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) => NoteAsync(account, announcement.Reference, ForwarderNoteKind.Announced, Announcement.Describe(announcement), cancellationToken);

    public Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Refused<ForwarderStatus>("no-interface", "This forwarder has no interface.", RefusalMeaning.NotFound));

    public Task<CallResult<Unit>> CancelAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) => NoteAsync(account, announcement.Reference, ForwarderNoteKind.Recalled, Announcement.Describe(announcement), cancellationToken);

    public Task<CallResult<Unit>> SendLabelsAsync(ForwarderAccount account, ForwarderLabels labels, CancellationToken cancellationToken) =>
        NoteAsync(
            account,
            labels.Reference,
            ForwarderNoteKind.Labelled,
            labels.Labels.Select(label => $"{label.Parcel.WaybillNumber} {label.PlatformNumber}"),
            cancellationToken
        );

    public Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(Readable(account));

    private async Task<CallResult<Unit>> NoteAsync(
        ForwarderAccount account,
        string reference,
        ForwarderNoteKind kind,
        IEnumerable<string> told,
        CancellationToken cancellationToken
    )
    {
        if (Readable(account) is { IsSuccess: false } refused)
        {
            return refused;
        }

        await notes.AddAsync(
            new ForwarderNote
            {
                ForwarderId = account.Id,
                Key = PurchaseOrderKey.Parse(reference),
                Kind = kind,
                Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', told))))[..12],
                Since = time.GetUtcNow(),
            },
            cancellationToken
        );
        return CallResult.Success(default(Unit));
    }

    private static CallResult<Unit> Readable(ForwarderAccount account) =>
        account.Readers.Count > 0
            ? CallResult.Success(default(Unit))
            : CallResult.Refused<Unit>("no-readers", "A forwarder of this kind needs a mail address in readers.");
}
