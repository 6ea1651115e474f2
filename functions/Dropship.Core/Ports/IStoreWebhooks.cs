namespace Dropship.Core.Ports;

/// <summary>A platform that tells of changes by HTTP.</summary>
public interface IStoreWebhooks
{
    /// <summary>Checks a delivery's signature over the raw request, then reads what it is about.</summary>
    /// <param name="account">The store that the delivery's address or content names.</param>
    /// <param name="request">The delivery.</param>
    /// <param name="cancellationToken">Gives the reading of the secret up.</param>
    Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken);
}
