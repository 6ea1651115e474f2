using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Takes a store's delivery in: checks it and has the order read again, or does what it asks for and remembers that it was
/// done.</summary>
public sealed class StoreWebhookIntake(
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    IWebhookDeliveries deliveries,
    IWorkQueues queues,
    OrderIntake intake,
    StoreWishes wishes
)
{
    /// <summary>The platforms' deliveries are far smaller; more than this is refused unread.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    /// <summary>Takes in a delivery to a store's own address.</summary>
    public async Task<WebhookAnswer> TakeAsync(string accountId, WebhookRequest request, CancellationToken cancellationToken)
    {
        var account = AccountIds.IsValid(accountId) ? await accounts.FindAsync(accountId, cancellationToken) : null;
        if (account is null || platforms.Find(account.Platform) is not IStoreWebhooks platform)
        {
            // The same answer as to a wrong signature: it tells nobody which accounts exist.
            return WebhookAnswer.Refused;
        }

        return await ActAsync(account, await platform.ReadWebhookAsync(account, request, cancellationToken), cancellationToken);
    }

    /// <summary>Takes in a delivery to the address of an app: the request names the shop.</summary>
    public async Task<WebhookAnswer> TakeForAppAsync(string platformName, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (platforms.Find(platformName) is not IAppWebhooks platform)
        {
            return WebhookAnswer.Refused;
        }

        var ofPlatform = (await accounts.ListAsync(cancellationToken))
            .Where(account => string.Equals(account.Platform, platformName, StringComparison.OrdinalIgnoreCase))
            .ToList();
        var shop = platform.FindShop(request);
        if (shop is not null && ofPlatform.Find(account => account.ShopId == shop) is { } named)
        {
            return await ActAsync(named, await platform.ReadWebhookAsync(named, request, cancellationToken), cancellationToken);
        }

        // The app signs for all its shops alike. What is genuine and of none that is set up here is thanked for: a platform stops sending
        // to who refuses too much.
        foreach (var account in ofPlatform)
        {
            var verdict = (await platform.ReadWebhookAsync(account, request, cancellationToken)).Verdict;
            if (verdict != WebhookVerdict.BadSignature)
            {
                return verdict == WebhookVerdict.Unanswered ? WebhookAnswer.TryAgain : WebhookAnswer.Taken;
            }
        }

        return WebhookAnswer.Refused;
    }

    private async Task<WebhookAnswer> ActAsync(StoreAccount account, WebhookReading reading, CancellationToken cancellationToken)
    {
        switch (reading.Verdict)
        {
            case WebhookVerdict.BadSignature:
                return WebhookAnswer.Refused;
            case WebhookVerdict.Unreadable:
                return WebhookAnswer.Unreadable;
            case WebhookVerdict.Unanswered:
                return WebhookAnswer.TryAgain;
        }

        if (reading.Subject == WebhookSubject.Other)
        {
            return WebhookAnswer.Taken;
        }

        if (reading is { Subject: WebhookSubject.Order, StoreOrderId: { } order })
        {
            await TakeOrderAsync(new OrderKey(account.Id, order), reading.ChangedAt, cancellationToken);
            return WebhookAnswer.Taken;
        }

        var delivery = reading.EventId.Length > 0 ? reading.EventId : reading.DeliveryId;
        if (delivery.Length > 0 && await deliveries.WasTakenAsync(account.Id, delivery, cancellationToken))
        {
            return WebhookAnswer.Taken;
        }

        await wishes.FulfilAsync(account, reading, cancellationToken);
        if (delivery.Length > 0)
        {
            await deliveries.MarkTakenAsync(account.Id, delivery, reading.Topic, cancellationToken);
        }

        return WebhookAnswer.Taken;
    }

    // Stores are talkative about orders, so each delivery costs one message and no more. It is not remembered: a repeat has the order read
    // once more, if at all, and that changes nothing.
    private async Task TakeOrderAsync(OrderKey order, DateTimeOffset? changedAt, CancellationToken cancellationToken)
    {
        if (changedAt is { } time && !intake.TryAsk(order, time))
        {
            return;
        }

        try
        {
            await queues.SendStoreChangeAsync(order, changedAt, null, cancellationToken);
        }
        catch
        {
            intake.ForgetAsking(order);
            throw;
        }
    }
}
