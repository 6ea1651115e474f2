using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>
/// The limits of what is bought on a day. A purchase order counts on the day that it is placed on, with what it costs then; a later rise
/// needs an approval of its own. Without limits nothing is counted.
/// </summary>
public sealed class SpendBudget(ISpendLedger ledger, GuardOptions options, TimeProvider time)
{
    /// <summary>Counts an attempt to place a purchase order under all limits, or under none. The same attempt again counts once.</summary>
    /// <returns>What was counted, null without limits; or the limit that has no room for it.</returns>
    public async Task<(SpendReservation? Reservation, GuardViolation? GuardViolation)> ReserveAsync(
        PurchaseOrder purchase,
        string storeId,
        Money cost,
        CancellationToken cancellationToken
    )
    {
        var limits = LimitsOf(purchase, storeId);
        var entry = EntryOf(purchase);
        if (purchase.Reservation is { } earlier && earlier.Entry != entry)
        {
            await ledger.GiveBackAsync(earlier, cancellationToken);
        }

        if (limits.Count == 0)
        {
            return (null, null);
        }

        var isWaived = purchase.IsWaived(HoldReasons.SpendLimitReached, cost);
        var reservation = new SpendReservation(entry, Today(), cost, []);
        foreach (var (scope, limit) in limits)
        {
            if (
                !await ledger.TryReserveAsync(
                    new SpendAccount(scope, reservation.Day),
                    entry,
                    cost,
                    isWaived ? null : limit,
                    cancellationToken
                )
            )
            {
                await ledger.GiveBackAsync(reservation, cancellationToken);
                return (
                    null,
                    new GuardViolation(
                        HoldReasons.SpendLimitReached,
                        HoldSentences.NoRoom.With(
                            ("scope", scope),
                            ("cost", cost.ToString()),
                            ("limit", limit.ToString()),
                            ("day", reservation.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                        )
                    )
                );
            }

            reservation = reservation with { Scopes = [.. reservation.Scopes, scope] };
        }

        return (reservation, null);
    }

    /// <summary>Counts what a person has bought already, whatever the limits say of it: what is left of the day is less by it.</summary>
    /// <returns>What was counted; null without limits.</returns>
    /// <param name="purchase">What it was bought for.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="supplierOrderId">The order that the person placed. It counts under a name of its own, so that giving it back leaves what
    /// the app's own attempt has reserved.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<SpendReservation?> CountAsync(
        PurchaseOrder purchase,
        string storeId,
        string supplierOrderId,
        Money cost,
        CancellationToken cancellationToken
    )
    {
        var limits = LimitsOf(purchase, storeId);
        if (limits.Count == 0)
        {
            return null;
        }

        var reservation = new SpendReservation(
            $"{purchase.Key}-by-hand-{supplierOrderId}",
            Today(),
            cost,
            [.. limits.Select(limit => limit.Scope)]
        );
        foreach (var scope in reservation.Scopes)
        {
            _ = await ledger.TryReserveAsync(
                new SpendAccount(scope, reservation.Day),
                reservation.Entry,
                cost,
                limit: null,
                cancellationToken
            );
        }

        return reservation;
    }

    /// <summary>Takes back what was counted for an attempt that is not made.</summary>
    public Task GiveBackAsync(SpendReservation reservation, CancellationToken cancellationToken) =>
        ledger.GiveBackAsync(reservation, cancellationToken);

    /// <summary>When a purchase order that met a limit looks again: at the next day's beginning, or earlier, for the limit may be
    /// raised.</summary>
    public DateTimeOffset NextLook()
    {
        var now = time.GetUtcNow();
        var midnight = Today().AddDays(1).ToDateTime(TimeOnly.MinValue);
        while (options.DayZone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        var nextDay = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(midnight, options.DayZone), TimeSpan.Zero);
        var soon = now + options.LookAgainAfter;
        return nextDay < soon ? nextDay : soon;
    }

    private static string EntryOf(PurchaseOrder purchase) =>
        FormattableString.Invariant($"{purchase.Key}-{(purchase.Placement?.Attempt ?? 0) + 1}");

    private List<(string Scope, Money Limit)> LimitsOf(PurchaseOrder purchase, string storeId)
    {
        (string Scope, Money? Limit)[] all =
        [
            ("total", options.DailyTotal),
            ($"store:{storeId}", options.DailyPerStore),
            ($"supplier:{purchase.SupplierId}", options.DailyPerSupplier),
        ];
        return [.. all.Where(one => one.Limit is not null).Select(one => (one.Scope, one.Limit!.Value))];
    }

    private DateOnly Today() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), options.DayZone).DateTime);
}
