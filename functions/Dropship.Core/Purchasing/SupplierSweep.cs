using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Asks 1688 for the orders that changed since the last sweep, and has ours among them read again.</summary>
public sealed class SupplierSweep(
    IPurchasingAccounts accounts,
    SupplierOrderLists lists,
    SupplierSync sync,
    SupplierChangeQueue queue,
    PurchasingAccountHealth health,
    RecentSupplierOrders recent,
    TimeProvider time
)
{
    // A sweep reads what it finds for so long; the rest is queued, so that the next sweep comes in time.
    private static readonly TimeSpan s_readFor = TimeSpan.FromSeconds(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var account in await accounts.ListAsync(cancellationToken))
        {
            if (account.State is PurchasingAccountState.Active or PurchasingAccountState.Paused)
            {
                // Nothing new is bought with a paused one, but what was bought still ships.
                await SweepAsync(account, cancellationToken);
            }
            else if (account is { State: PurchasingAccountState.Unauthorized, StateReason: not Unverified.Reason })
            {
                // The instance that marked it may have crashed before a person was told, and nothing else looks at it any more.
                await health.TellRefusedAsync(account, account.StateReason ?? string.Empty, cancellationToken);
            }
        }
    }

    private async Task SweepAsync(PurchasingAccount account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var cursor = await accounts.ReadCursorAsync(account.Id, cancellationToken);
        var from = lists.BeginOf(cursor, now);
        cursor = cursor with { Since = cursor.Since ?? from };
        var taken = new List<KeyValuePair<string, DateTimeOffset>>();
        var unreadable = new SortedSet<string>(StringComparer.Ordinal);
        var isComplete = await lists.ReadAsync(
            account,
            from,
            now,
            async page =>
            {
                foreach (var id in page.Unreadable.Where(order => PurchaseOrderKey.TryParse(order.Value, out _)).Select(order => order.Key))
                {
                    unreadable.Add(id);
                    await queue.SendAsync(new SupplierChange(account.Id, id), cancellationToken);
                }

                foreach (var order in page.Orders.Where(order => !cursor.HasTaken(order.OrderId, order.ModifiedAt)))
                {
                    await TakeAsync(account, order, now, cancellationToken);
                    taken.Add(KeyValuePair.Create(order.OrderId, order.ModifiedAt));
                }
            },
            cancellationToken
        );
        if (!isComplete)
        {
            // The watermark stands; the next sweep begins where this one did.
            return;
        }

        await accounts.SaveCursorAsync(account.Id, lists.Advance(cursor, now, taken), cancellationToken);
        await (
            unreadable.Count == 0
                ? health.ResolveUnreadableAsync(account, cancellationToken)
                : health.TellUnreadableAsync(account, $"orders that cannot be read: {string.Join(", ", unreadable)}", cancellationToken)
        );
    }

    private async Task TakeAsync(
        PurchasingAccount account,
        SupplierOrder order,
        DateTimeOffset begunAt,
        CancellationToken cancellationToken
    )
    {
        // A list that leaves our number out says nothing of whose the order is; reading it does.
        var mayBeOurs = order.Key is null || PurchaseOrderKey.TryParse(order.Key, out _);
        if (mayBeOurs && !recent.IsRead(account.Id, order.OrderId, order.ModifiedAt))
        {
            var change = new SupplierChange(
                account.Id,
                order.OrderId,
                IsRedelivery: !recent.IsDone(account.Id, order.OrderId, order.ModifiedAt)
            );
            await (
                time.GetUtcNow() - begunAt < s_readFor
                    ? sync.ReadNowAsync(change, cancellationToken)
                    : queue.SendAsync(change, cancellationToken)
            );
        }
    }
}
