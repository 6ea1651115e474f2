using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Functions.Planning;

/// <summary>What a caller gives of a mapping; the account stands in the address.</summary>
/// <param name="Sku">The SKU as the store's listing has it.</param>
/// <param name="Items">What to buy for one sold.</param>
/// <param name="PurchasingAccountId">The purchasing account; null for the store's own.</param>
/// <param name="CoversAllVariants">The SKU stands for several variants on purpose, all of which are these goods.</param>
/// <param name="VariantId">The store's id of the variant that these goods are for; null takes the one of the first order.</param>
/// <param name="IsSellerFulfilled">The seller sends these goods themselves.</param>
/// <param name="Confirm">Values that are unusual are meant.</param>
/// <param name="Unchecked">The mapping is saved without asking 1688.</param>
public sealed record SkuMappingInput(
    string Sku = "",
    IReadOnlyList<MappedItem>? Items = null,
    string? PurchasingAccountId = null,
    bool IsSellerFulfilled = false,
    bool CoversAllVariants = false,
    bool Confirm = false,
    bool Unchecked = false,
    string? VariantId = null
)
{
    public SkuMapping ToMapping(string accountId) =>
        new()
        {
            AccountId = accountId,
            Sku = Sku,
            Version = 0,
            Items = Items ?? [],
            PurchasingAccountId = PurchasingAccountId,
            IsSellerFulfilled = IsSellerFulfilled,
            CoversAllVariants = CoversAllVariants,
            Variant = VariantId is null ? null : new MappedVariant(VariantId, null),
        };
}
