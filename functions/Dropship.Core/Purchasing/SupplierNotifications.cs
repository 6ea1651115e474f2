using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Takes 1688's notifications: each names orders that changed, and these are read again before the answer.</summary>
public sealed class SupplierNotifications(
    IPurchasingAccounts accounts,
    ISupplierMarket market,
    SupplierSync sync,
    RecentSupplierOrders recent
)
{
    /// <summary>The longest notification that is taken.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    /// <summary>Checks a notification and reads the orders that it names.</summary>
    /// <param name="accountId">The account whose orders they are.</param>
    /// <param name="form">The fields of the notification.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<WebhookAnswer> TakeAsync(
        string accountId,
        IReadOnlyDictionary<string, string> form,
        CancellationToken cancellationToken
    )
    {
        if (!AccountIds.IsValid(accountId) || await accounts.FindAsync(accountId, cancellationToken) is not { } account)
        {
            return WebhookAnswer.Refused;
        }

        var notification = await market.ReadNotificationAsync(account, form, cancellationToken);
        if (!notification.IsGenuine)
        {
            return WebhookAnswer.Refused;
        }

        // A repeat has the order read once more, which changes nothing: remembering each notification would cost more. Several
        // notifications of one moment, such as shipped and handed over, have it read once; what came right behind the reading is found by
        // the sweep.
        foreach (var orderId in notification.OrderIds)
        {
            if (recent.TryAsk(account.Id, orderId))
            {
                await sync.ReadNowAsync(new SupplierChange(account.Id, orderId), cancellationToken);
            }
        }

        return WebhookAnswer.Taken;
    }
}
