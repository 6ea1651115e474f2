namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>Keeps what forwarders' people are to be told until it is mailed.</summary>
public interface IForwarderNotes
{
    /// <summary>The most that <see cref="TrySaveAsync"/> and <see cref="RemoveAsync"/> take at once.</summary>
    public const int MostAtOnce = 100;

    /// <summary>Adds one, unless it is there.</summary>
    Task AddAsync(ForwarderNote note, CancellationToken cancellationToken);

    /// <summary>All that wait, the oldest first.</summary>
    Task<IReadOnlyList<ForwarderNote>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes all of them or none.</summary>
    /// <returns>As they are kept; null when one was written or removed meanwhile, and then nothing was written.</returns>
    Task<IReadOnlyList<ForwarderNote>?> TrySaveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken);

    /// <summary>Removes them. Repeating it is harmless.</summary>
    Task RemoveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken);
}
