namespace Dropship.Core.Ports;

/// <summary>A platform whose deliveries for all shops of an app come to one address and name their shop in the request.</summary>
public interface IAppWebhooks : IStoreWebhooks
{
    /// <summary>The platform's id of the shop that a delivery names, before its signature is checked; null when it names none.</summary>
    string? FindShop(WebhookRequest request);
}
