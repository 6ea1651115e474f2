using Dropship.Core.Operations;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.Ports;

/// <summary>Failed messages behind the wire, and the way back to their queues.</summary>
internal sealed class SimulatedFailedMessages(Wire wire, MemoryFailedMessages rows, SimulatedWorkQueues queues, Promises promises)
    : IFailedMessages
{
    /// <summary>Those that wait for a person.</summary>
    public IEnumerable<FailedMessage> Waiting => rows.All.Where(message => message.State == FailedMessageState.Waiting);

    public Task<FailedMessage?> FindAsync(string id, CancellationToken cancellationToken) =>
        wire.TableAsync("find failed", id, () => rows.FindAsync(id, cancellationToken));

    public Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancellationToken) =>
        wire.TableAsync("list failed", string.Empty, () => rows.ListAsync(cancellationToken));

    public Task<bool> TrySaveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        wire.TableAsync(
            "save failed",
            message.Text,
            () =>
            {
                promises.OnText("a failed message", $"{message.Text} {message.Reason}");
                return rows.TrySaveAsync(message, cancellationToken);
            }
        );

    public Task<bool> TryRemoveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        wire.TableAsync("remove failed", message.Id, () => rows.TryRemoveAsync(message, cancellationToken));

    public Task SendAgainAsync(FailedMessage message, string messageId, CancellationToken cancellationToken) =>
        queues.SendAgainAsync(message, messageId);
}
