using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Tells a person when a store or a 1688 account has not been read to the end for too long, whatever keeps it from that; and
/// closes the alert once it was.</summary>
public sealed class StalenessCheck(
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    IOutages outages,
    IAlerts alerts,
    PromiseMetrics metrics,
    HeartbeatOptions options,
    TimeProvider time
) : IHeartbeatLook
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var account in await stores.ListAsync(cancellationToken))
        {
            var cursor = await stores.ReadCursorAsync(account.Id, cancellationToken);
            await JudgeAsync(
                CircuitBreaker.Store(account.Id),
                account.DisplayName,
                HoldReasons.StoreSilent,
                account.State == StoreAccountState.Active,
                cursor,
                cancellationToken
            );
        }

        foreach (var account in await purchasingAccounts.ListAsync(cancellationToken))
        {
            var cursor = await purchasingAccounts.ReadCursorAsync(account.Id, cancellationToken);
            await JudgeAsync(
                CircuitBreaker.PurchasingAccount(account.Id),
                account.DisplayName,
                HoldReasons.PurchasingSilent,
                account.State == PurchasingAccountState.Active,
                cursor,
                cancellationToken
            );
        }
    }

    private async Task JudgeAsync(
        string service,
        string name,
        HoldReason reason,
        bool isActive,
        PullCursor cursor,
        CancellationToken cancellationToken
    )
    {
        // Inactive accounts are skipped; one that was never read has another alert.
        var key = AlertKey.OfService(service, reason);
        if (isActive && cursor.LastSuccessAt is { } read)
        {
            metrics.CursorSeen(service, time.GetUtcNow() - read);
        }

        if (!isActive || cursor.LastSuccessAt is not { } last || time.GetUtcNow() - last <= options.StaleAfter)
        {
            await alerts.ResolveAsync(key, cancellationToken);
        }
        else if (await outages.FindAsync(service, cancellationToken) is not { IsTold: true })
        {
            await alerts.RaiseAsync(
                new AlertNotice(key, reason.Code, name, $"last read to the end {last.UtcDateTime:yyyy-MM-dd HH:mm} UTC"),
                cancellationToken
            );
        }
    }
}
