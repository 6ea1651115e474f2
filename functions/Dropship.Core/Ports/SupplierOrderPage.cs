using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A page of changed orders at the market.</summary>
/// <param name="Orders">The orders, without their parcels.</param>
/// <param name="HasMore">There are more pages.</param>
public sealed record SupplierOrderPage(IReadOnlyList<SupplierOrder> Orders, bool HasMore)
{
    /// <summary>How many orders all pages have together; null when the market does not say.</summary>
    public long? Total { get; init; }

    /// <summary>Orders that bear a key and cannot be read: their keys by their ids. Those without a key are left out, since what people buy
    /// by hand comes in ways of its own.</summary>
    public IReadOnlyDictionary<string, string> Unreadable { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
