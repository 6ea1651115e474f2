namespace Dropship.Core.Ports;

/// <summary>Tells people once of each thing that needs them.</summary>
public interface IAlerts
{
    /// <summary>
    /// Notes what needs a person and has it mailed. The same key again, while it is open, adds no second one; a mail that was never sent is
    /// queued again.
    /// </summary>
    Task RaiseAsync(AlertNotice notice, CancellationToken cancellationToken);

    /// <summary>Closes an alert whose cause is gone; the next time is a new one.</summary>
    Task ResolveAsync(AlertKey key, CancellationToken cancellationToken);

    /// <summary>Notes a person's word that nothing is to be done about an alert that no hold stands behind. The same is not told
    /// again.</summary>
    /// <returns>False when there is no open alert of that key, or when a hold stands behind it.</returns>
    Task<bool> SettleAsync(AlertKey key, string who, string why, CancellationToken cancellationToken);

    /// <summary>Those that are open and not settled.</summary>
    Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken);

    Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken);

    /// <summary>Reserves the mailing of an alert, for a minute and a half.</summary>
    /// <returns>False when another sender was faster.</returns>
    Task<bool> TryClaimAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Notes who was told, when not all could be.</summary>
    Task MarkToldAsync(Alert alert, IReadOnlyCollection<string> readers, CancellationToken cancellationToken);

    /// <summary>Notes that the mail was handed over.</summary>
    Task MarkMailedAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Notes that the second person was told.</summary>
    Task MarkEscalatedAsync(Alert alert, CancellationToken cancellationToken);
}
