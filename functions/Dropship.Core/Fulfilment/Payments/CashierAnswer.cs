namespace Dropship.Core.Fulfilment.Payments;

/// <summary>Where to pay an approved purchase order.</summary>
/// <param name="Link">The market's cashier; null when it must not be paid now.</param>
/// <param name="IsStopped">Whether that is because all outgoing money is stopped.</param>
public sealed record CashierAnswer(Uri? Link, bool IsStopped = false);
