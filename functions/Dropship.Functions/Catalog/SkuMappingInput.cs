using Dropship.Core.Catalog;

namespace Dropship.Functions.Catalog;

/// <summary>What a caller gives of a mapping; the account and the SKU stand in the address.</summary>
/// <param name="Items">What to buy for one sold.</param>
/// <param name="BuyerAccountId">The buyer; null for the store's own.</param>
public sealed record SkuMappingInput(IReadOnlyList<MappedItem>? Items = null, string? BuyerAccountId = null)
{
    public SkuMapping ToMapping(string accountId, string sku) => new() { AccountId = accountId, Sku = sku, Version = 0, Items = Items ?? [], BuyerAccountId = BuyerAccountId };
}
