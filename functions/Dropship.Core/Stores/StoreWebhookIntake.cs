using Dropship.Core.Operations;

namespace Dropship.Core.Stores;

/// <summary>Takes a store's delivery in: checks it, has the order read again, and remembers the delivery. It answers before any of the real work.</summary>
public sealed class StoreWebhookIntake(IStoreAccounts accounts, IStorePlatforms platforms, IWebhookDeliveries deliveries, IWorkQueues queues, IAlerts alerts, OrderIntake intake, StorePull pull, PersonalDataErasure erasure)
{
    /// <summary>The platforms' deliveries are far smaller; more than this is refused unread.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    public async Task<WebhookAnswer> TakeAsync(string accountId, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var account = AccountIds.IsValid(accountId) ? await accounts.FindAsync(accountId, cancellationToken) : null;
        if (account is null || platforms.Find(account.Platform) is not { } platform)
        {
            // The same answer as to a wrong signature: it tells nobody which accounts exist.
            return WebhookAnswer.Refused;
        }

        var reading = await platform.ReadWebhookAsync(account, headers, body, cancellationToken);
        switch (reading.Verdict)
        {
            case WebhookVerdict.BadSignature:
                return WebhookAnswer.Refused;
            case WebhookVerdict.Unreadable:
                return WebhookAnswer.Unreadable;
        }

        var delivery = reading.EventId.Length > 0 ? reading.EventId : reading.DeliveryId;
        if (reading.Subject == WebhookSubject.Other)
        {
            return WebhookAnswer.Taken;
        }

        if (reading is { Subject: WebhookSubject.Order, StoreOrderId: { } order })
        {
            await TakeOrderAsync(new OrderKey(account.Id, order), delivery, reading, cancellationToken);
            return WebhookAnswer.Taken;
        }

        if (delivery.Length > 0 && await deliveries.WasTakenAsync(account.Id, delivery, cancellationToken))
        {
            return WebhookAnswer.Taken;
        }

        await ActAsync(account, reading, cancellationToken);
        if (delivery.Length > 0)
        {
            await deliveries.MarkTakenAsync(account.Id, delivery, reading.Topic, cancellationToken);
        }

        return WebhookAnswer.Taken;
    }

    // Stores are talkative about orders, so each delivery costs as little as can be: it is noted first, and the note taken back when it could not be queued.
    // Should the process end in between, the next pull finds the change.
    private async Task TakeOrderAsync(OrderKey order, string delivery, WebhookReading reading, CancellationToken cancellationToken)
    {
        if (reading.ChangedAt is { } changedAt && !intake.TryAsk(order, changedAt))
        {
            return;
        }

        var isNoted = false;
        try
        {
            isNoted = delivery.Length > 0 && await deliveries.TryTakeAsync(order.AccountId, delivery, reading.Topic, cancellationToken);
            if (isNoted || delivery.Length == 0)
            {
                await queues.SendStoreChangeAsync(order, reading.ChangedAt, null, cancellationToken);
            }
        }
        catch
        {
            intake.ForgetAsking(order);
            if (isNoted)
            {
                await deliveries.ForgetAsync(order.AccountId, delivery, CancellationToken.None);
            }

            throw;
        }
    }

    private async Task ActAsync(StoreAccount account, WebhookReading reading, CancellationToken cancellationToken)
    {
        switch (reading.Subject)
        {
            case WebhookSubject.AuthorizationEnded:
                await pull.MarkUnauthorizedAsync(account, "the store withdrew the authorisation", cancellationToken);
                break;
            case WebhookSubject.PersonalDataRequest:
                var orders = string.Join(", ", reading.StoreOrderIds);
                await alerts.RaiseAsync(
                    new AlertNotice($"store:{account.Id}:{HoldReasons.PersonalDataRequest.Code}:{reading.DeliveryId}", HoldReasons.PersonalDataRequest.Code, account.DisplayName, $"Orders: {(orders.Length == 0 ? "none named" : orders)}"),
                    cancellationToken);
                break;
            case WebhookSubject.PersonalDataErasure:
                foreach (var id in reading.StoreOrderIds)
                {
                    await erasure.EraseAsync(new OrderKey(account.Id, id), "the store asked for it on the buyer's behalf", cancellationToken);
                }

                break;
            case WebhookSubject.StoreErasure:
                await queues.SendErasureAsync(account.Id, cancellationToken);
                break;
            default:
                break;
        }
    }
}
