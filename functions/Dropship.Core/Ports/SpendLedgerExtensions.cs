using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Gives reservations back.</summary>
public static class SpendLedgerExtensions
{
    /// <summary>Takes a reservation out of all its sums; repeating it is harmless.</summary>
    public static async Task GiveBackAsync(this ISpendLedger ledger, SpendReservation reservation, CancellationToken cancellationToken)
    {
        foreach (var scope in reservation.Scopes)
        {
            await ledger.GiveBackAsync(new SpendAccount(scope, reservation.Day), reservation.Entry, cancellationToken);
        }
    }
}
