using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Functions.Planning;

/// <summary>What a caller gives of a mapping; the account and the SKU stand in the address.</summary>
/// <param name="Items">What to buy for one sold.</param>
/// <param name="PurchasingAccountId">The customer; null for the store's own.</param>
/// <param name="CoversAllVariants">The SKU stands for several variants on purpose, all of which are these goods.</param>
/// <param name="IsSellerFulfilled">The seller sends these goods himself.</param>
public sealed record SkuMappingInput(IReadOnlyList<MappedItem>? Items = null, string? PurchasingAccountId = null, bool IsSellerFulfilled = false, bool CoversAllVariants = false)
{
    public SkuMapping ToMapping(string accountId, string sku) => new() { AccountId = accountId, Sku = sku, Version = 0, Items = Items ?? [], PurchasingAccountId = PurchasingAccountId, IsSellerFulfilled = IsSellerFulfilled, CoversAllVariants = CoversAllVariants };
}
