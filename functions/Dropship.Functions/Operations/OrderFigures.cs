using System.Globalization;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing.Guards;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Operations;

/// <summary>What the page of an order reckons: suppliers' records, costs with the forwarder's fee, and what is waited for.</summary>
public sealed class OrderFigures(
    SupplierRecords suppliers,
    GuardOptions guards,
    CurrentRates current,
    Waits waits,
    Texts texts,
    TimeProvider time
)
{
    /// <summary>The record of each supplier of an order, in words; null for one of whom nothing is known.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> RecordsAsync(
        Order order,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var records = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var supplier in order.PurchaseOrders.Select(purchase => purchase.SupplierId).Distinct(StringComparer.Ordinal))
        {
            records[supplier] = await suppliers.FindAsync(supplier, cancellationToken) is { } record ? Say(record, language) : null;
        }

        return records;
    }

    /// <summary>What each purchase order costs with the forwarder's fee, in words; those without a fee are left out.</summary>
    public async Task<IReadOnlyDictionary<PurchaseOrderKey, string>> TotalsAsync(
        Order order,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var rates = await current.ReadAsync(cancellationToken);
        var totals = new Dictionary<PurchaseOrderKey, string>();
        foreach (var purchase in order.PurchaseOrders)
        {
            if (ForwarderFees.Of(purchase, rates) is { } fee && purchase.Cost is { } cost)
            {
                totals[purchase.Key] = texts.Say(language, "totalCost", ("fee", Texts.Amount(fee)), ("total", Texts.Amount(cost + fee)));
            }
        }

        return totals;
    }

    /// <summary>What an order and its purchase orders wait for, by whom and until when, in words; the key is empty for the order
    /// itself.</summary>
    public IEnumerable<(string Key, string Words)> WaitsOf(Order order, Language language)
    {
        var t = texts.In(language);
        return waits
            .Of(order)
            .Select(wait =>
                (
                    wait.PurchaseOrder?.Value ?? string.Empty,
                    texts.Say(
                        language,
                        wait.DueAt <= time.GetUtcNow() ? "waitsOverdue" : "waitsFor",
                        ("what", t[$"wait{wait.For}"]),
                        ("who", t[$"waitBy{wait.By}"]),
                        ("time", Texts.Time(language, wait.DueAt))
                    )
                )
            );
    }

    private string Say(SupplierRecord record, Language language) =>
        texts.Say(
            language,
            "supplierRecord",
            ("days", guards.SupplierWindow.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)),
            ("purchases", record.Purchases.ToString("N0", CultureInfo.InvariantCulture)),
            ("late", record.LatePercent.ToString("0.#", CultureInfo.InvariantCulture)),
            ("suspected", record.SuspectedPercent.ToString("0.#", CultureInfo.InvariantCulture)),
            ("rises", record.PriceRisePercent.ToString("0.#", CultureInfo.InvariantCulture)),
            ("cancelled", record.CancelledPercent.ToString("0.#", CultureInfo.InvariantCulture))
        );
}
