using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Does what a store's webhook asks for, other than reading an order: an ended authorisation, requests about personal
/// data.</summary>
public sealed class StoreWishes(StoreAccountHealth health, IAlerts alerts, IWorkQueues queues, PersonalDataErasure erasure)
{
    public async Task FulfilAsync(StoreAccount account, WebhookReading reading, CancellationToken cancellationToken)
    {
        switch (reading.Subject)
        {
            case WebhookSubject.AuthorizationEnded:
                await health.RefuseAsync(account, "the store withdrew the authorisation", cancellationToken);
                break;
            case WebhookSubject.PersonalDataRequest:
                var orders = string.Join(", ", reading.StoreOrderIds);
                await alerts.RaiseAsync(
                    new AlertNotice(
                        AlertKey.Of(account, HoldReasons.PersonalDataRequest, reading.DeliveryId),
                        HoldReasons.PersonalDataRequest.Code,
                        account.DisplayName,
                        $"Orders: {(orders.Length == 0 ? "none named" : orders)}"
                    ),
                    cancellationToken
                );
                break;
            case WebhookSubject.PersonalDataErasure:
                foreach (var id in reading.StoreOrderIds)
                {
                    await erasure.EraseAsync(
                        new OrderKey(account.Id, id),
                        "the store asked for it on the customer's behalf",
                        cancellationToken
                    );
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
