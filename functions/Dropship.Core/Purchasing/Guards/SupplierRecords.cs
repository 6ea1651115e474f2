using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>Reads how suppliers did, and judges by the limits of the settings.</summary>
public sealed class SupplierRecords(ISupplierCases cases, GuardOptions options, TimeProvider time)
{
    // A purchase more or less changes no share that anybody judges by; a fault has it counted anew at once.
    private static readonly TimeSpan s_countAgainAfter = TimeSpan.FromHours(1);

    /// <summary>The record of a supplier over <see cref="GuardOptions.SupplierWindow"/>; null when nothing was placed there. Purchases of
    /// the last hour may be missing in it.</summary>
    public async Task<SupplierRecord?> FindAsync(string supplierId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (
            await cases.FindTallyAsync(supplierId, cancellationToken) is { } kept
            && kept.Window == options.SupplierWindow
            && kept.CountedAt + s_countAgainAfter > now
        )
        {
            return SupplierRecord.Of(kept);
        }

        var found = await cases.ListAsync(supplierId, now - options.SupplierWindow, cancellationToken).ToListAsync(cancellationToken);
        if (found.Count == 0)
        {
            return null;
        }

        var record = SupplierRecord.Of(found);
        if (found.Count >= options.SupplierLeastPurchases)
        {
            await cases.KeepTallyAsync(record.ToTally(options.SupplierWindow, now), cancellationToken);
        }

        return record;
    }

    /// <summary>The records of all suppliers, the worst first.</summary>
    /// <param name="window">How far back; null for <see cref="GuardOptions.SupplierWindow"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<SupplierRecord>> ListAsync(TimeSpan? window, CancellationToken cancellationToken)
    {
        var found = await cases
            .ListAllAsync(time.GetUtcNow() - (window ?? options.SupplierWindow), cancellationToken)
            .ToListAsync(cancellationToken);
        return
        [
            .. found
                .GroupBy(one => one.SupplierId, StringComparer.Ordinal)
                .Select(group => SupplierRecord.Of([.. group]))
                .OrderByDescending(record =>
                    record.LatePercent + record.SuspectedPercent + record.PriceRisePercent + record.CancelledPercent
                )
                .ThenByDescending(record => record.Purchases)
                .ThenBy(record => record.SupplierId, StringComparer.Ordinal),
        ];
    }

    /// <summary>What speaks against buying from the supplier of a purchase order; null when nothing does, when too little was bought there
    /// to tell, or when a person let it pass.</summary>
    /// <param name="purchase">The purchase order.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<GuardViolation?> JudgeAsync(PurchaseOrder purchase, Money cost, CancellationToken cancellationToken)
    {
        if (
            options
                is { MaximumLatePercent: null, MaximumSuspectedPercent: null, MaximumPriceRisePercent: null, MaximumCancelledPercent: null }
            || purchase.IsWaived(HoldReasons.SupplierUnreliable, cost)
            || await FindAsync(purchase.SupplierId, cancellationToken) is not { } record
            || record.Purchases < options.SupplierLeastPurchases
        )
        {
            return null;
        }

        HoldDetail?[] found =
        [
            Exceeds(HoldSentences.SupplierLate, record.LatePercent, options.MaximumLatePercent),
            Exceeds(HoldSentences.SupplierSuspected, record.SuspectedPercent, options.MaximumSuspectedPercent),
            Exceeds(HoldSentences.SupplierRises, record.PriceRisePercent, options.MaximumPriceRisePercent),
            Exceeds(HoldSentences.SupplierCancels, record.CancelledPercent, options.MaximumCancelledPercent),
        ];
        var details = found.OfType<HoldDetail>().ToList();
        return details.Count == 0
            ? null
            : new GuardViolation(HoldReasons.SupplierUnreliable, details.Skip(1).Aggregate(details[0], (all, one) => all.And(one)));

        HoldDetail? Exceeds(HoldSentence sentence, decimal percent, decimal? limit) =>
            percent > limit
                ? sentence.With(
                    ("percent", percent.ToString("0.#", CultureInfo.InvariantCulture)),
                    ("count", record.Purchases.ToString(CultureInfo.InvariantCulture)),
                    ("limit", limit.Value.ToString("0.#", CultureInfo.InvariantCulture))
                )
                : null;
    }
}
