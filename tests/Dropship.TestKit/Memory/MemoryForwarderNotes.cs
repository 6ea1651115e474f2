using Dropship.Core.Fulfilment.Forwarding;

namespace Dropship.TestKit.Memory;

/// <summary>What forwarders' people are to be told, in memory.</summary>
public sealed class MemoryForwarderNotes : IForwarderNotes
{
    private readonly MemoryRows<ForwarderNote> _rows = new(
        KeyOf,
        note => note.RowVersion,
        (note, version) => note with { RowVersion = version }
    );

    public Task AddAsync(ForwarderNote note, CancellationToken cancellationToken) => Task.FromResult(_rows.TrySave(note));

    public Task<IReadOnlyList<ForwarderNote>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ForwarderNote>>([.. _rows.All.OrderBy(note => note.Since)]);

    public Task<IReadOnlyList<ForwarderNote>?> TrySaveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken) =>
        Task.FromResult(_rows.TrySaveAll(notes));

    public Task RemoveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken) =>
        Task.FromResult(notes.Count(note => _rows.Remove(KeyOf(note))));

    private static string KeyOf(ForwarderNote note) => $"{note.Key} {note.Kind} {note.Version}";
}
