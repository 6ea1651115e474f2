using Dropship.Core.Orders;

namespace Dropship.Core.Planning;

/// <summary>A SKU that stands for more than one variant.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Detail">Which variants those are.</param>
public sealed record AmbiguousSku(string Sku, HoldDetail Detail);
