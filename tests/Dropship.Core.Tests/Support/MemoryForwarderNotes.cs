using Dropship.Core.Fulfilment.Forwarding;

namespace Dropship.Core.Tests.Support;

/// <summary>What forwarders' people are to be told, in memory.</summary>
internal sealed class MemoryForwarderNotes : IForwarderNotes
{
    private readonly Dictionary<string, ForwarderNote> _notes = new(StringComparer.Ordinal);

    public Task AddAsync(ForwarderNote note, CancellationToken cancellationToken)
    {
        _notes.TryAdd(KeyOf(note), note);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ForwarderNote>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ForwarderNote>>([.. _notes.Values.OrderBy(note => note.Since)]);

    public Task<IReadOnlyList<ForwarderNote>?> TrySaveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken)
    {
        foreach (var note in notes)
        {
            _notes[KeyOf(note)] = note;
        }

        return Task.FromResult<IReadOnlyList<ForwarderNote>?>(notes);
    }

    public Task RemoveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken)
    {
        foreach (var note in notes)
        {
            _notes.Remove(KeyOf(note));
        }

        return Task.CompletedTask;
    }

    private static string KeyOf(ForwarderNote note) => $"{note.Key} {note.Kind} {note.Version}";
}
