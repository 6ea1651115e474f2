using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Takes a store's delivery in: checks it and has the order read again, or does what it asks for and remembers that it was done.</summary>
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

        await ActAsync(account, reading, cancellationToken);
        if (delivery.Length > 0)
        {
            await deliveries.MarkTakenAsync(account.Id, delivery, reading.Topic, cancellationToken);
        }

        return WebhookAnswer.Taken;
    }

    // Stores are talkative about orders, so each delivery costs one message and no more. It is not remembered: a repeat has the order read once more, if at all, and that changes nothing.
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
