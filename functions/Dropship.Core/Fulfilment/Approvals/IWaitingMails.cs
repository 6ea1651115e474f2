namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Keeps what approvers are to be told until it is mailed.</summary>
public interface IWaitingMails
{
    /// <summary>The most that <see cref="TrySaveAsync"/> and <see cref="RemoveAsync"/> take at once.</summary>
    public const int MostAtOnce = 100;

    /// <summary>Adds one, unless it is there.</summary>
    /// <returns>The one that is kept.</returns>
    Task<WaitingMail> AddAsync(WaitingMail mail, CancellationToken cancellationToken);

    /// <summary>All that wait, the oldest first.</summary>
    Task<IReadOnlyList<WaitingMail>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes all of them or none.</summary>
    /// <returns>As they are kept; null when one was written or removed meanwhile, and then nothing was written.</returns>
    Task<IReadOnlyList<WaitingMail>?> TrySaveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken);

    /// <summary>Removes them. Repeating it is harmless.</summary>
    Task RemoveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken);
}
