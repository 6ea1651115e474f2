namespace Dropship.Core.Ports;

/// <summary>A kind of forwarder, by the way in which it is told of parcels and tells what it sent on. Keeps no state of an
/// account.</summary>
public interface IForwarder
{
    /// <summary>The name that <see cref="ForwarderAccount.Kind"/> carries.</summary>
    string Kind { get; }

    /// <summary>Whether it can be asked; if not, its people tell by themselves.</summary>
    bool CanBeAsked { get; }

    /// <summary>Tells what comes. Repeating it under the same reference is harmless; a changed announcement replaces the one
    /// before.</summary>
    Task<CallResult<Unit>> AnnounceAsync(ForwarderAccount account, ForwarderAnnouncement announcement, CancellationToken cancellationToken);

    /// <summary>Reads what became of an announcement. Refused with <see cref="RefusalMeaning.NotFound"/> when there is none of that
    /// reference.</summary>
    Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken);

    /// <summary>Cancels an announcement: the goods are not sent on. Repeating it is harmless. Refused with
    /// <see cref="RefusalMeaning.WrongState"/> when they have left.</summary>
    Task<CallResult<Unit>> CancelAsync(ForwarderAccount account, ForwarderAnnouncement announcement, CancellationToken cancellationToken);

    /// <summary>Hands over the platform's labels for parcels that come. Repeating it is harmless.</summary>
    Task<CallResult<Unit>> SendLabelsAsync(ForwarderAccount account, ForwarderLabels labels, CancellationToken cancellationToken);

    /// <summary>Asks whether the credentials work.</summary>
    Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken);
}
