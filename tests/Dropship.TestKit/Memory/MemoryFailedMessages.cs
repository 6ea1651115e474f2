using Dropship.Core.Operations;

namespace Dropship.TestKit.Memory;

/// <summary>Failed messages in memory, and what was sent again of them.</summary>
public sealed class MemoryFailedMessages : IFailedMessages
{
    private readonly MemoryRows<FailedMessage> _rows = new(
        message => message.Id,
        message => message.Version,
        (message, version) => message with { Version = version }
    );

    public List<(string Queue, string Text, string? Session, string Id)> Sent { get; } = [];

    public IReadOnlyCollection<FailedMessage> All => _rows.All;

    public Task<FailedMessage?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_rows.Find(id));

    public Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FailedMessage>>([.. _rows.All]);

    public Task<bool> TrySaveAsync(FailedMessage message, CancellationToken cancellationToken) => Task.FromResult(_rows.TrySave(message));

    public Task<bool> TryRemoveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(_rows.Find(message.Id)?.Version == message.Version && _rows.Remove(message.Id));

    public Task SendAgainAsync(FailedMessage message, string messageId, CancellationToken cancellationToken)
    {
        Sent.Add((message.Queue, message.Text, message.Session, messageId));
        return Task.CompletedTask;
    }
}
