using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>The figures that a purchase order must keep to before it is placed, and once more before it is paid.</summary>
public sealed class PurchaseGuards(GuardOptions options, CurrentRates current, SupplierRecords suppliers, TimeProvider time)
{
    /// <summary>The reasons that a person's release overrules, for that purchase order and up to its cost.</summary>
    public static bool CanBeWaived(Hold hold) =>
        hold.Is(
            HoldReasons.MarginBelowFloor,
            HoldReasons.MarginUnknown,
            HoldReasons.PriceOverLimit,
            HoldReasons.SpendLimitReached,
            HoldReasons.SupplierUnreliable
        );

    /// <summary>The purchase orders whose present cost must be asked for before this one can be judged; none when no margin is asked
    /// for.</summary>
    public IReadOnlyList<PurchaseOrder> FindUnplacedPartners(Order record, PurchaseOrder purchase) =>
        options.MinimumMarginPercent is null || !purchase.IsSale
            ? []
            : [.. BundleSale.Of(record, purchase).PurchaseOrders.Where(other => other.Key != purchase.Key && other.Amount is null)];

    /// <summary>What speaks against spending money on a purchase order; null when nothing does, or a person said that it may
    /// pass.</summary>
    /// <param name="record">Its store order, with the costs as they are known.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<GuardViolation?> JudgeAsync(
        Order record,
        PurchaseOrderKey key,
        StoreAccount store,
        CancellationToken cancellationToken
    )
    {
        var purchase = record.Find(key)!;
        var rates = await current.ReadAsync(cancellationToken);
        return (
            (GuardViolation?[])[CheckPrice(purchase), CheckUnitPrices(purchase), CheckMargin(record, purchase, store, rates)]
        ).FirstOrDefault(violation => violation is not null && !purchase.IsWaived(violation.Reason));
    }

    /// <summary>What speaks against buying from the supplier of a purchase order; null when nothing does, or a person said that it may
    /// pass. Asked before it is placed: once it is, the record no longer matters.</summary>
    public Task<GuardViolation?> JudgeSupplierAsync(PurchaseOrder purchase, Money cost, CancellationToken cancellationToken) =>
        suppliers.JudgeAsync(purchase, cost, cancellationToken);

    private GuardViolation? CheckPrice(PurchaseOrder purchase) =>
        options.MaximumPurchase is { } limit && purchase.Cost > limit
            ? new GuardViolation(
                HoldReasons.PriceOverLimit,
                HoldSentences.CostsTooMuch.With(("cost", purchase.Cost.Value.ToString()), ("limit", limit.ToString()))
            )
            : null;

    // The market names no prices by line before it takes an order: goods that are bought together are judged by their sum.
    private static GuardViolation? CheckUnitPrices(PurchaseOrder purchase)
    {
        if (
            purchase.Cost is not { } cost
            || purchase.CostOfFreight is not { } freight
            || purchase.Lines.Any(line => line.MaximumUnitPrice is null)
        )
        {
            return null;
        }

        var limit = purchase.Lines.Aggregate(Money.Cny(0), (sum, line) => sum + (line.MaximumUnitPrice!.Value * line.Quantity));
        return cost - freight > limit
            ? new GuardViolation(
                HoldReasons.PriceOverLimit,
                HoldSentences.GoodsCostTooMuch.With(("cost", (cost - freight).ToString()), ("limit", limit.ToString()))
            )
            : null;
    }

    private GuardViolation? CheckMargin(Order record, PurchaseOrder purchase, StoreAccount store, ExchangeRates rates)
    {
        // A person had it sent again at the seller's cost: there is no sale to pay for it.
        if (options.MinimumMarginPercent is not { } floor || !purchase.IsSale)
        {
            return null;
        }

        var sale = BundleSale.Of(record, purchase);
        if (sale.Unpriced is { Count: > 0 } unpriced)
        {
            return new GuardViolation(
                HoldReasons.MarginUnknown,
                HoldSentences.PartnersUnpriced.With(
                    ("suppliers", string.Join(", ", unpriced.Select(other => other.SupplierName ?? other.SupplierId)))
                )
            );
        }

        var cost = sale.PurchaseOrders.Aggregate(
            Money.Cny(0),
            (sum, other) => sum + other.Cost!.Value + (ForwarderFees.Of(other, rates) ?? Money.Cny(0))
        );
        if (Margin.Of(sale.Price, cost, store.FeePercent, rates) is not { } margin)
        {
            return new GuardViolation(HoldReasons.MarginUnknown, HoldSentences.RateMissing.With(("currency", sale.Price.Currency)));
        }

        if (sale.Price.Currency != Currencies.Cny && FindTooOld(sale.Price.Currency, rates) is { } old)
        {
            return new GuardViolation(HoldReasons.MarginUnknown, old);
        }

        return margin.Reaches(floor)
            ? null
            : new GuardViolation(
                HoldReasons.MarginBelowFloor,
                HoldSentences.MarginTooLow.With(
                    ("sale", margin.SaleText),
                    ("fees", margin.Fees.ToString()),
                    ("cost", margin.Cost.ToString()),
                    ("margin", margin.Amount.ToString()),
                    ("floor", floor.ToString(CultureInfo.InvariantCulture))
                )
            );
    }

    // Rates of a day that nobody knows cannot be judged.
    private HoldDetail? FindTooOld(string currency, ExchangeRates rates)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var most = rates.IsFetched(currency) ? options.FetchedRatesUsableFor : options.RatesUsableFor;
        return rates.DayOf(currency) is { } day && today.DayNumber - day.DayNumber > most.TotalDays
            ? HoldSentences.RateTooOld.With(
                ("currency", currency),
                ("day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("days", (today.DayNumber - day.DayNumber).ToString(CultureInfo.InvariantCulture)),
                ("most", most.TotalDays.ToString("0.##", CultureInfo.InvariantCulture))
            )
            : null;
    }
}
