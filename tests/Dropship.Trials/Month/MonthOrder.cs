using System.Globalization;
using Dropship.Core;

namespace Dropship.Trials.Month;

/// <summary>An order of the month: what is to go wrong with it, and what happened to it outside the app.</summary>
internal sealed class MonthOrder
{
    public required OrderKey Key { get; init; }

    /// <summary>Decides what happens to it.</summary>
    public required Random Chance { get; init; }

    public required Mishap Mishap { get; init; }

    /// <summary>Whether it goes by the forwarder to a customer abroad.</summary>
    public required bool IsTransit { get; init; }

    /// <summary>The store's deadline.</summary>
    public required DateTimeOffset ShipBy { get; init; }

    /// <summary>The 1688 order; null until the app placed it.</summary>
    public string? SupplierOrder { get; set; }

    /// <summary>When the mishap is to be told at the latest, but for the turn of the app's timers; null while it did not happen.</summary>
    public DateTimeOffset? TellBy { get; set; }

    /// <summary>When a carrier scanned the first leg; null until then.</summary>
    public DateTimeOffset? ScannedAt { get; set; }

    /// <summary>When the number for the customer was known outside: the supplier's right one, or the forwarder's.</summary>
    public DateTimeOffset? NumberedAt { get; set; }

    /// <summary>The supplier's numbers, which no store of a transit order may get.</summary>
    public List<string> Waybills { get; } = [];

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Chance.NextDouble());

    /// <summary>A waybill number in the form of 顺丰 or 中通.</summary>
    /// <param name="prefix"><c>SF10</c> or <c>7361</c>.</param>
    public string NextNumber(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{Chance.NextInt64(10_000_000_000):D10}")
        + (prefix.StartsWith("SF", StringComparison.Ordinal) ? "1" : string.Empty);
}
