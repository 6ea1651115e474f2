using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Queues a pull of each active store.</summary>
public sealed class PullScheduler(IStoreAccounts accounts, IWorkQueues queues, StoreAccountHealth health)
{
    public async Task QueueDueAsync(CancellationToken cancellationToken)
    {
        foreach (var account in await accounts.ListAsync(cancellationToken))
        {
            if (account.State == StoreAccountState.Active)
            {
                await queues.SendStorePullAsync(account.Id, cancellationToken);
            }
            else if (account is { State: StoreAccountState.Unauthorized, StateReason: not Unverified.Reason })
            {
                // The instance that marked it may have crashed before a person was told, and nothing else looks at it any more.
                await health.TellRefusedAsync(account, account.StateReason ?? string.Empty, cancellationToken);
            }
        }
    }
}
