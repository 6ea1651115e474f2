using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What to buy when one piece of a store SKU is sold. Several items make a bundle; several SKUs may lead to the same
/// goods.</summary>
public sealed record SkuMapping
{
    public required string AccountId { get; init; }

    /// <summary>The SKU as the store's listing has it.</summary>
    public required string Sku { get; init; }

    /// <summary>From 1, one more with each change. Purchase orders name the version they were made by.</summary>
    public required int Version { get; init; }

    /// <summary>What to buy; none when <see cref="IsSellerFulfilled"/>.</summary>
    public required IReadOnlyList<MappedItem> Items { get; init; }

    /// <summary>The seller ships these goods: line items with this SKU are not bought.</summary>
    public bool IsSellerFulfilled { get; init; }

    /// <summary>Whether the SKU stands for several variants on purpose, all of which are these goods; otherwise an order of several
    /// waits.</summary>
    public bool CoversAllVariants { get; init; }

    /// <summary>The variant that the mapping was made for, or that it was first used for; null before. An order with another one waits,
    /// unless <see cref="CoversAllVariants"/>.</summary>
    public MappedVariant? Variant { get; init; }

    /// <summary>Overrides the store account's customer; null for that one.</summary>
    public string? PurchasingAccountId { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>This mapping with what is known of the variant: the same goods stand for the same one, other goods may stand for
    /// another.</summary>
    /// <param name="known">The mapping in force; null when there is none.</param>
    public SkuMapping After(SkuMapping? known)
    {
        var isSame = Variant is null ? known?.Items.SequenceEqual(Items) == true : Variant.Id == known?.Variant?.Id;
        return isSame ? this with { Variant = known!.Variant } : this;
    }
}
