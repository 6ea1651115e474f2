namespace Dropship.Core.Ports;

/// <summary>What the platform says of an account whose credentials were verified.</summary>
/// <param name="Name">The store's own name.</param>
/// <param name="Currency">The currency of its prices.</param>
/// <param name="MissingPermissions">Permissions that the work needs and the credentials lack; none when all is well.</param>
/// <param name="ShopId">The platform's own id of the shop; null where the platform does not say it here.</param>
public sealed record StoreIdentity(string Name, string Currency, IReadOnlyList<string> MissingPermissions, string? ShopId = null);
