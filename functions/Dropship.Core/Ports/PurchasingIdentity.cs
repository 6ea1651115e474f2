namespace Dropship.Core.Ports;

/// <summary>What the market says of an account whose credentials were verified.</summary>
/// <param name="Name">The account's name there.</param>
/// <param name="RefreshTokenExpiresAt">When a person must authorise again; null when the market does not say.</param>
public sealed record PurchasingIdentity(string Name, DateTimeOffset? RefreshTokenExpiresAt);
