using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Queues a pull of each active store.</summary>
public sealed class PullScheduler(IStoreAccounts accounts, IWorkQueues queues, StoreAccountHealth health)
{
    /// <summary>Queues a pull of one store beside the schedule.</summary>
    /// <returns>Why not, for a person; null when it is queued.</returns>
    public async Task<string?> QueueNowAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        if (account.State != StoreAccountState.Active)
        {
            return account.State == StoreAccountState.Paused
                ? "The account is paused; resume it, and its orders are pulled from where it stopped."
                : "The account is not authorised; verify it, and its orders are pulled from where it stopped.";
        }

        await queues.SendStorePullAsync(account.Id, cancellationToken);
        return null;
    }

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
