using Dropship.Core.Operations;

namespace Dropship.Simulation.Ports;

/// <summary>Nothing lies aside: the simulated queues hand it to its desk by themselves.</summary>
internal sealed class NoPoison : IPoisonQueues
{
    public Task<IReadOnlyList<PoisonMessage>> ReceiveAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PoisonMessage>>([]);

    public Task RemoveAsync(PoisonMessage message, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing was taken.");
}
