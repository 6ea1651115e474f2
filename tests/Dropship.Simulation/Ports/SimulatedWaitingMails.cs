using Dropship.Core.Fulfilment.Approvals;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.Ports;

/// <summary>What approvers are to be told, behind the wire.</summary>
internal sealed class SimulatedWaitingMails(Wire wire, IWaitingMails rows) : IWaitingMails
{
    public Task<WaitingMail> AddAsync(WaitingMail mail, CancellationToken cancellationToken) =>
        wire.TableAsync("add waiting mail", MemoryWaitingMails.KeyOf(mail), () => rows.AddAsync(mail, cancellationToken));

    public Task<IReadOnlyList<WaitingMail>> ListAsync(CancellationToken cancellationToken) =>
        wire.TableAsync("list waiting mails", string.Empty, () => rows.ListAsync(cancellationToken));

    public Task<IReadOnlyList<WaitingMail>?> TrySaveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken) =>
        wire.TableAsync("save waiting mails", MemoryWaitingMails.KeyOf(mails[0]), () => rows.TrySaveAsync(mails, cancellationToken));

    public Task RemoveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken) =>
        wire.TableAsync("remove waiting mails", MemoryWaitingMails.KeyOf(mails[0]), () => rows.RemoveAsync(mails, cancellationToken));
}
