namespace Dropship.Core.Ports;

/// <summary>What a seller's consent brought.</summary>
/// <param name="ShopId">The platform's id of the shop that was opened to us.</param>
/// <param name="Credentials">All that the connector keeps of the store, as JSON for the secret store.</param>
public sealed record StoreGrant(string ShopId, string Credentials);
