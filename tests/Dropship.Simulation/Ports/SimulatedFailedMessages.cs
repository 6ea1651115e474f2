using Dropship.Core.Operations;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Failed messages in memory, and the way back to their queues.</summary>
internal sealed class SimulatedFailedMessages(Wire wire, SimulatedWorkQueues queues, Promises promises) : IFailedMessages
{
    private readonly Rows<FailedMessage> _rows = new(
        message => message.Id,
        message => message.Version,
        (message, version) => message with { Version = version }
    );

    /// <summary>Those that wait for a person.</summary>
    public IEnumerable<FailedMessage> Waiting => _rows.All.Where(message => message.State == FailedMessageState.Waiting);

    public Task<FailedMessage?> FindAsync(string id, CancellationToken cancellationToken) =>
        wire.StoreAsync("find failed", id, () => _rows.Find(id));

    public Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancellationToken) =>
        wire.StoreAsync("list failed", string.Empty, () => (IReadOnlyList<FailedMessage>)[.. _rows.All]);

    public Task<bool> TrySaveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "save failed",
            message.Text,
            () =>
            {
                promises.OnText("a failed message", $"{message.Text} {message.Reason}");
                return _rows.TrySave(message);
            }
        );

    public Task<bool> TryRemoveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        wire.StoreAsync("remove failed", message.Id, () => _rows.Find(message.Id)?.Version == message.Version && _rows.Remove(message.Id));

    public Task SendAgainAsync(FailedMessage message, string messageId, CancellationToken cancellationToken) =>
        queues.SendAgainAsync(message, messageId);
}
