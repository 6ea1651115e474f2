namespace Dropship.Core.Ports;

/// <summary>What the market says of a payment by agreement.</summary>
/// <param name="IsPaid">It says that the money was taken. When false, the money may still have been taken: look the order up.</param>
/// <param name="Channel">The way it was paid.</param>
public sealed record PaymentReceipt(bool IsPaid, string? Channel);
